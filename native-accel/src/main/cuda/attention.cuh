// What the attention kernels share: which keys a query may see, and where a head's data lie (sheet softmax-attention, D7 and D8).
#ifndef FIDUCIAL_ATTENTION_CUH
#define FIDUCIAL_ATTENTION_CUH

#include "device.cuh"

// Arguments of every attention kernel. A block works on one head, blockIdx.y, of batch * queryHeads. Query i sees the keys
// from[i] <= j < to[i] for which mask, if there is one, is not 0. Strides count elements; a stride of 0 shares one row or one head.
#define ATTENTION_ARGUMENTS                                                                                                       \
  const float *RESTRICT bias, const uint8_t *RESTRICT mask, const int *RESTRICT from, const int *RESTRICT to, int queryHeads,     \
      int keyHeads, int n, int m, int d, int dv, float scale, long long biasHead, long long biasRow, long long maskHead,          \
      long long maskRow
#define ATTENTION_NAMES \
  bias, mask, from, to, queryHeads, keyHeads, n, m, d, dv, scale, biasHead, biasRow, maskHead, maskRow

// (D8): the key/value head of a query head.
DEVICE long long key_head(int head, int queryHeads, int keyHeads) {
  return (long long)(head / queryHeads) * keyHeads + (long long)(head % queryHeads) * keyHeads / queryHeads;
}

// The keys that any of the queries first .. first + count - 1 may see, as a range.
DEVICE void seen_keys(const int* from, const int* to, int first, int count, int n, int m, int& low, int& high) {
  low = m;
  high = 0;
  for (int i = first; i < first + count && i < n; i++) {
    if (from[i] < to[i]) {
      low = smaller(low, from[i]);
      high = larger(high, to[i]);
    }
  }
}

// Sixteen bytes at once.
struct alignas(16) Four {
  float x[4];
};

DEVICE Four four(const float* at) { return *(const Four*)at; }

#endif
