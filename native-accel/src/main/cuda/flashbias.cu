// Attention whose bias is a product of factors, forward, in binary32 (sheet flashbias, D1-D3): logit = fl(fl(sum q k * scale) + sum of factors),
// the two sums apart, so that no matrix of biases is ever stored. Factors are [n, rank] and [m, rank] a head.
#include "attention_tile.cuh"

struct Factored : Plain {
  static const bool FACTORED = true;
};

#define FORWARD(name, chunks)                                                                                                         \
  KERNEL(name)(const float* q, const float* k, const float* v, float* out, float* lse, const float* queryFactors,                   \
               const float* keyFactors, int rank, ATTENTION_ARGUMENTS) {                                                            \
    Factored factored;                                                                                                                \
    factored.bias = bias;                                                                                                             \
    factored.biasHead = biasHead;                                                                                                     \
    factored.biasRow = biasRow;                                                                                                       \
    factored.rank = rank;                                                                                                             \
    factored.queryFactors = queryFactors + (long long)blockIdx.y * n * rank;                                                          \
    factored.keyFactors = keyFactors + key_head(blockIdx.y, queryHeads, keyHeads) * m * rank;                                         \
    forward<chunks>(q, k, v, out, lse, factored, ATTENTION_NAMES);                                                                    \
  }                                                                                                                                   \
  EXPORT(name)

FORWARD(flashbias_forward_64, 1)
FORWARD(flashbias_forward_128, 2)
FORWARD(flashbias_forward_256, 4)
