// Tiled online softmax in binary32, for every operator that is softmax attention with something added: more in the logits, or weights that
// are altered after they were normalised. One block of 256 threads takes 64 queries of one head and visits tiles of 64 keys in order; thread
// (ty, tx) holds queries 4 ty .. 4 ty + 3 and keys tx + 16 j.
// Roundings: one product and one sum, possibly fused, for each term of a logit; logit = fl(sum * scale), then what the operator adds; weights
// expf(fl(logit - c)), c the running maximum; each tile is summed by itself (weights as a tree, output terms one by one) and added to the
// rescaled total; one division.
#ifndef FIDUCIAL_ATTENTION_TILE_CUH
#define FIDUCIAL_ATTENTION_TILE_CUH

#include "attention.cuh"

// s[r][j] += <query 4 ty + r, key tx + 16 j>, rows of two matrices with that many columns.
DEVICE void tile_products(float s[4][4], float* left, float* right, const float* a, int firstA, int rowsA, const float* b, int firstB,
                          int rowsB, int columns) {
  const int STEP = 32, PAD = STEP + 4;
  int tx = threadIdx.x % 16, ty = threadIdx.x / 16;
  for (int step = 0; step < columns; step += STEP) {
    __syncthreads();
    for (int e = threadIdx.x; e < 64 * STEP; e += 256) {
      int i = e / STEP, l = e % STEP;
      bool inside = step + l < columns;
      left[i * PAD + l] = inside && firstA + i < rowsA ? a[(long long)(firstA + i) * columns + step + l] : 0;
      right[i * PAD + l] = inside && firstB + i < rowsB ? b[(long long)(firstB + i) * columns + step + l] : 0;
    }
    __syncthreads();
#pragma unroll 2
    for (int l = 0; l < STEP; l += 4) {
      Four x[4], y[4];
      UNROLL
      for (int r = 0; r < 4; r++) x[r] = four(&left[(4 * ty + r) * PAD + l]);
      UNROLL
      for (int j = 0; j < 4; j++) y[j] = four(&right[(tx + 16 * j) * PAD + l]);
      UNROLL
      for (int r = 0; r < 4; r++) {
        UNROLL
        for (int j = 0; j < 4; j++) {
          UNROLL
          for (int e = 0; e < 4; e++) s[r][j] += x[r].x[e] * y[j].x[e];
        }
      }
    }
  }
}

// What an operator adds to softmax attention: nothing but the bias.
struct Plain {
  // Whether logits have a second inner product, of factors.
  static const bool FACTORED = false;
  const float *bias, *queryFactors, *keyFactors;
  int rank;
  long long biasHead, biasRow;

  // The logit of a key that is seen.
  MEMBER float logit(const Plain& p, float x, int head, int i, int key) {
    return p.bias == nullptr ? x : x + p.bias[head * p.biasHead + i * p.biasRow + key];
  }
  // The weight that multiplies the value; the normaliser sums the weight itself.
  MEMBER float altered(const Plain&, float w, int, int, int) { return w; }
};

template <int CHUNKS, class Extra>
DEVICE void forward(const float* q, const float* k, const float* v, float* out, float* lse, Extra extra, ATTENTION_ARGUMENTS) {
  const int ROWS = 64, KEYS = 64, PAD = 32 + 4, WIDE = 64 + 4;
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
    tile_products(s, queries, keys, q, first, n, k, tile, m, d);
    float factors[4][4] = {};
    if (Extra::FACTORED) {
      tile_products(factors, queries, keys, extra.queryFactors, first, n, extra.keyFactors, tile, m, extra.rank);
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
        if (Extra::FACTORED) s[r][j] += factors[r][j];
        if (seen[j]) s[r][j] = Extra::logit(extra, s[r][j], head, i, key);
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
        weights[(4 * ty + r) * WIDE + tx + 16 * j] = seen[j] ? Extra::altered(extra, w, head, i, tile + tx + 16 * j) : 0;
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

#endif
