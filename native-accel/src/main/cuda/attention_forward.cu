// Softmax attention, forward, in binary32: tiled online softmax (sheet softmax-attention, D1-D9). One block of 256 threads takes 64
// queries of one head and visits tiles of 64 keys in order; thread (ty, tx) holds queries 4 ty .. 4 ty + 3 and keys tx + 16 j.
// Roundings: one product and one sum, possibly fused, for each term of a logit; logit = fl(sum * scale), plus fl(+ bias); weights
// expf(fl(logit - c)), c the running maximum; each tile is summed by itself (weights as a tree, output terms
// one by one) and added to the rescaled total; one division.
#include "attention.cuh"

template <int CHUNKS>
DEVICE void forward(const float* q, const float* k, const float* v, float* out, float* lse, ATTENTION_ARGUMENTS) {
  const int ROWS = 64, KEYS = 64, STEP = 32, PAD = STEP + 4, WIDE = 64 + 4;
  float* queries = (float*)SHARED;
  float* keys = queries + ROWS * PAD;
  float* values = queries;  // Queries and keys are read again for every tile, so the values may lie over them.
  float* weights = queries + 2 * ROWS * PAD;
  int tx = threadIdx.x % 16, ty = threadIdx.x / 16;
  int head = blockIdx.y;
  int first = blockIdx.x * ROWS;
  long long g = key_head(head, queryHeads, keyHeads);
  q += (long long)head * n * d;
  k += g * m * d;
  v += g * m * dv;
  int low, high;
  seen_keys(from, to, first, ROWS, n, m, low, high);
  float c[4], l[4], o[4][CHUNKS][4];
  UNROLL
  for (int r = 0; r < 4; r++) {
    c[r] = MINUS_INFINITY;
    l[r] = 0;
    UNROLL
    for (int t = 0; t < CHUNKS; t++) {
      UNROLL
      for (int e = 0; e < 4; e++) o[r][t][e] = 0;
    }
  }
  for (int tile = low / KEYS * KEYS; tile < high; tile += KEYS) {
    float s[4][4] = {};
    for (int step = 0; step < d; step += STEP) {
      __syncthreads();
      for (int e = threadIdx.x; e < ROWS * STEP; e += 256) {
        int i = e / STEP, l2 = e % STEP;
        bool inside = step + l2 < d;
        queries[i * PAD + l2] = inside && first + i < n ? q[(long long)(first + i) * d + step + l2] : 0;
        keys[i * PAD + l2] = inside && tile + i < m ? k[(long long)(tile + i) * d + step + l2] : 0;
      }
      __syncthreads();
#pragma unroll 2
      for (int l2 = 0; l2 < STEP; l2 += 4) {
        Four a[4], b[4];
        UNROLL
        for (int r = 0; r < 4; r++) a[r] = four(&queries[(4 * ty + r) * PAD + l2]);
        UNROLL
        for (int j = 0; j < 4; j++) b[j] = four(&keys[(tx + 16 * j) * PAD + l2]);
        UNROLL
        for (int r = 0; r < 4; r++) {
          UNROLL
          for (int j = 0; j < 4; j++) {
            UNROLL
            for (int e = 0; e < 4; e++) s[r][j] += a[r].x[e] * b[j].x[e];
          }
        }
      }
    }
    UNROLL
    for (int r = 0; r < 4; r++) {
      int i = first + 4 * ty + r;
      bool seen[4];
      float top = MINUS_INFINITY;
      UNROLL
      for (int j = 0; j < 4; j++) {
        int key = tile + tx + 16 * j;
        seen[j] = i < n && key >= from[i] && key < to[i] &&
                  (mask == nullptr || mask[head * maskHead + i * maskRow + key] != 0);
        s[r][j] *= scale;
        if (seen[j] && bias != nullptr) s[r][j] += bias[head * biasHead + i * biasRow + key];
        if (seen[j]) top = fmaxf(top, s[r][j]);
      }
      UNROLL
      for (int half = 8; half > 0; half /= 2) top = fmaxf(top, __shfl_xor_sync(ALL_LANES, top, half, 16));
      top = fmaxf(top, c[r]);
      float rescale = c[r] == MINUS_INFINITY ? 0 : expf(c[r] - top);
      float sum = 0;
      UNROLL
      for (int j = 0; j < 4; j++) {
        float w = seen[j] ? expf(s[r][j] - top) : 0;
        weights[(4 * ty + r) * WIDE + tx + 16 * j] = w;
        sum += w;
      }
      UNROLL
      for (int half = 8; half > 0; half /= 2) sum += __shfl_xor_sync(ALL_LANES, sum, half, 16);
      c[r] = top;
      l[r] = l[r] * rescale + sum;
      UNROLL
      for (int t = 0; t < CHUNKS; t++) {
        UNROLL
        for (int e = 0; e < 4; e++) o[r][t][e] *= rescale;
      }
    }
UNROLL
for (int t = 0; t < CHUNKS; t++) {
      if (64 * t >= dv) break;
      __syncthreads();
      for (int e = threadIdx.x; e < KEYS * 64; e += 256) {
        int j = e / 64, column = 64 * t + e % 64;
        values[j * WIDE + e % 64] = tile + j < high && column < dv ? v[(long long)(tile + j) * dv + column] : 0;
      }
      __syncthreads();
      float part[4][4] = {};
#pragma unroll 2
      for (int j = 0; j < KEYS; j += 4) {
        Four w[4], x[4];
        UNROLL
        for (int r = 0; r < 4; r++) w[r] = four(&weights[(4 * ty + r) * WIDE + j]);
        UNROLL
        for (int e = 0; e < 4; e++) x[e] = four(&values[(j + e) * WIDE + 4 * tx]);
        UNROLL
        for (int r = 0; r < 4; r++) {
          UNROLL
          for (int e = 0; e < 4; e++) {
            UNROLL
            for (int f = 0; f < 4; f++) part[r][f] += w[r].x[e] * x[e].x[f];
          }
        }
      }
      UNROLL
      for (int r = 0; r < 4; r++) {
        UNROLL
        for (int f = 0; f < 4; f++) o[r][t][f] += part[r][f];
      }
    }
  }
  UNROLL
  for (int r = 0; r < 4; r++) {
    int i = first + 4 * ty + r;
    if (i >= n) continue;
    long long row = (long long)head * n + i;
    // (D5): a query without keys.
    bool empty = c[r] == MINUS_INFINITY && l[r] == 0;
    UNROLL
    for (int t = 0; t < CHUNKS; t++) {
      UNROLL
      for (int e = 0; e < 4; e++) {
        int column = 64 * t + 4 * tx + e;
        if (column < dv) out[row * dv + column] = empty ? 0 : o[r][t][e] / l[r];
      }
    }
    if (tx == 0) lse[row] = empty ? MINUS_INFINITY : c[r] + logf(l[r]);
  }
}

#define FORWARD(name, chunks)                                                                                                \
  KERNEL(name)(const float* q, const float* k, const float* v, float* out, float* lse, ATTENTION_ARGUMENTS) {              \
    forward<chunks>(q, k, v, out, lse, ATTENTION_NAMES);                                                                     \
  }                                                                                                                          \
  EXPORT(name)

FORWARD(attention_forward_64, 1)
FORWARD(attention_forward_128, 2)
FORWARD(attention_forward_256, 4)
