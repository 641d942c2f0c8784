// Softmax attention, forward, in binary32 (sheet softmax-attention, D1-D9).
#include "attention_tile.cuh"

#define FORWARD(name, chunks)                                                                                   \
  KERNEL(name)(const float* q, const float* k, const float* v, float* out, float* lse, ATTENTION_ARGUMENTS) { \
    Plain plain = {bias, nullptr, nullptr, 0, biasHead, biasRow};                                               \
    forward<chunks>(q, k, v, out, lse, plain, ATTENTION_NAMES);                                                 \
  }                                                                                                             \
  EXPORT(name)

FORWARD(attention_forward_64, 1)
FORWARD(attention_forward_128, 2)
FORWARD(attention_forward_256, 4)
