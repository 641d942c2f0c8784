// URPE attention, forward, in binary32 (sheet urpe, D1-D4): a Toeplitz bias inside the softmax and a Toeplitz multiplier outside it. The
// normaliser sums the weights without the multiplier. Tables have 2 tokens - 1 entries a head, offset key - query at offset + tokens - 1.
#include "attention_tile.cuh"

struct Relative {
  static const bool FACTORED = false;
  const float *bias, *multiplier, *queryFactors, *keyFactors;
  int rank, tokens;

  MEMBER long long entry(const Relative& p, int head, int i, int key) {
    return (long long)head * (2 * p.tokens - 1) + key - i + p.tokens - 1;
  }
  MEMBER float logit(const Relative& p, float x, int head, int i, int key) { return x + p.bias[entry(p, head, i, key)]; }
  MEMBER float altered(const Relative& p, float w, int head, int i, int key) { return w * p.multiplier[entry(p, head, i, key)]; }
};

#define FORWARD(name, chunks)                                                                                                      \
  KERNEL(name)(const float* q, const float* k, const float* v, float* out, float* lse, const float* table,                       \
               const float* multiplier, int tokens, ATTENTION_ARGUMENTS) {                                                       \
    Relative relative = {table, multiplier, nullptr, nullptr, 0, tokens};                                                          \
    forward<chunks>(q, k, v, out, lse, relative, ATTENTION_NAMES);                                                                 \
  }                                                                                                                                \
  EXPORT(name)

FORWARD(urpe_forward_64, 1)
FORWARD(urpe_forward_128, 2)
FORWARD(urpe_forward_256, 4)
