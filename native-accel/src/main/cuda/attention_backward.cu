// Softmax attention, backward (sheet softmax-attention, D11): weights are rebuilt from the log-sum-exp, nothing is added atomically, so the
// result does not depend on the schedule. Tensors in binary32, binary16 or bfloat16; all arithmetic in binary32.
// Roundings: Delta_i = sum of g o by a warp; logits as in attention_forward; p = expf(fl(logit - L)); u = sum of g v; dS = fl(p fl(u - Delta));
// sums of a tile are added one by one to the total; dQ and dK are multiplied by the scale at the end.
#include "attention.cuh"

#define TILE 32
#define STEP 32
#define PAD (STEP + 4)
#define WIDE (64 + 4)

// Delta_i = <g_i, o_i>, one warp a row.
template <class F>
DEVICE void delta_rows(const typename F::Stored* g, const typename F::Stored* o, float* delta, long long rows, int dv) {
  long long row = (long long)blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
  float sum = 0;
  if (row < rows) {
    for (int c = threadIdx.x % WARP; c < dv; c += WARP) sum += F::load(g[row * dv + c]) * F::load(o[row * dv + c]);
  }
  for (int half = 16; half > 0; half /= 2) sum += __shfl_xor_sync(ALL_LANES, sum, half);
  if (row < rows && threadIdx.x % WARP == 0) delta[row] = sum;
}

// 32 rows of a matrix, columns step .. step + count - 1, zeros outside; a row of the tile has stride floats.
template <class F>
DEVICE void load_rows(float* tile, int stride, int count, const typename F::Stored* x, int first, int rows, int step, int columns) {
  for (int e = threadIdx.x; e < TILE * count; e += 256) {
    int i = e / count, c = e % count;
    bool inside = first + i < rows && step + c < columns;
    tile[i * stride + c] = inside ? F::load(x[(long long)(first + i) * columns + step + c]) : 0;
  }
}

// s[r][j] = <a_i, b_j> for the thread's rows i = 2 ty + r and j = tx + 16 j.
template <class F>
DEVICE void products(float s[2][2], float* left, float* right, const typename F::Stored* a, int firstA, int rowsA,
                     const typename F::Stored* b, int firstB, int rowsB, int columns) {
  int tx = threadIdx.x % 16, ty = threadIdx.x / 16;
  UNROLL
  for (int r = 0; r < 2; r++) {
    UNROLL
    for (int j = 0; j < 2; j++) s[r][j] = 0;
  }
  for (int step = 0; step < columns; step += STEP) {
    __syncthreads();
    load_rows<F>(left, PAD, STEP, a, firstA, rowsA, step, columns);
    load_rows<F>(right, PAD, STEP, b, firstB, rowsB, step, columns);
    __syncthreads();
#pragma unroll 2
    for (int l = 0; l < STEP; l += 4) {
      Four x[2], y[2];
      UNROLL
      for (int r = 0; r < 2; r++) {
        x[r] = four(&left[(2 * ty + r) * PAD + l]);
        y[r] = four(&right[(tx + 16 * r) * PAD + l]);
      }
      UNROLL
      for (int r = 0; r < 2; r++) {
        UNROLL
        for (int j = 0; j < 2; j++) {
          UNROLL
          for (int e = 0; e < 4; e++) s[r][j] += x[r].x[e] * y[j].x[e];
        }
      }
    }
  }
}

// Weights and dS of the queries first .. and keys tile .., [query][key], into shared memory.
template <class F>
DEVICE void slopes(float* weights, float* slope, float* left, float* right, const typename F::Stored* q, const typename F::Stored* k,
                   const typename F::Stored* v, const typename F::Stored* g, const float* lse, const float* delta, int head, int first,
                   int tile, ATTENTION_ARGUMENTS) {
  int tx = threadIdx.x % 16, ty = threadIdx.x / 16;
  float s[2][2], u[2][2];
  products<F>(s, left, right, q, first, n, k, tile, m, d);
  products<F>(u, left, right, g, first, n, v, tile, m, dv);
  UNROLL
  for (int r = 0; r < 2; r++) {
    int i = first + 2 * ty + r;
    UNROLL
    for (int j = 0; j < 2; j++) {
      int key = tile + tx + 16 * j;
      bool seen = i < n && key >= from[i] && key < to[i] && (mask == nullptr || mask[head * maskHead + i * maskRow + key] != 0);
      float p = 0, ds = 0;
      if (seen) {
        float x = s[r][j] * scale;
        if (bias != nullptr) x += bias[head * biasHead + i * biasRow + key];
        p = expf(x - lse[i]);
        ds = p * (u[r][j] - delta[i]);
      }
      weights[(2 * ty + r) * PAD + tx + 16 * j] = p;
      slope[(2 * ty + r) * PAD + tx + 16 * j] = ds;
    }
  }
}

// total[a][t][e] += sum over the tile's 32 terms of factor(term, row 2 ty + a) * x(term, column 64 t + 4 tx + e), x rows of a matrix.
template <class F, int CHUNKS, bool TRANSPOSED>
DEVICE void accumulate(float total[2][CHUNKS][4], const float* factor, float* chunk, const typename F::Stored* x, int first, int rows,
                       int columns) {
  int tx = threadIdx.x % 16, ty = threadIdx.x / 16;
  UNROLL
  for (int t = 0; t < CHUNKS; t++) {
    if (64 * t >= columns) break;
    __syncthreads();
    load_rows<F>(chunk, WIDE, 64, x, first, rows, 64 * t, columns);
    __syncthreads();
#pragma unroll 4
    for (int term = 0; term < TILE; term++) {
      Four y = four(&chunk[term * WIDE + 4 * tx]);
      UNROLL
      for (int a = 0; a < 2; a++) {
        float w = TRANSPOSED ? factor[term * PAD + 2 * ty + a] : factor[(2 * ty + a) * PAD + term];
        UNROLL
        for (int e = 0; e < 4; e++) total[a][t][e] += w * y.x[e];
      }
    }
  }
}

template <int CHUNKS>
DEVICE void clear(float total[2][CHUNKS][4]) {
  UNROLL
  for (int a = 0; a < 2; a++) {
    UNROLL
    for (int t = 0; t < CHUNKS; t++) {
      UNROLL
      for (int e = 0; e < 4; e++) total[a][t][e] = 0;
    }
  }
}

template <class F, int CHUNKS>
DEVICE void write_rows(typename F::Stored* out, const float total[2][CHUNKS][4], float factor, int first, int rows, int columns) {
  int tx = threadIdx.x % 16, ty = threadIdx.x / 16;
  UNROLL
  for (int a = 0; a < 2; a++) {
    int i = first + 2 * ty + a;
    UNROLL
    for (int t = 0; t < CHUNKS; t++) {
      UNROLL
      for (int e = 0; e < 4; e++) {
        int c = 64 * t + 4 * tx + e;
        if (i < rows && c < columns) out[(long long)i * columns + c] = F::store(total[a][t][e] * factor);
      }
    }
  }
}

#define PARTS                                \
  float* left = (float*)SHARED;              \
  float* right = left + TILE * PAD;          \
  float* weights = right + TILE * PAD;       \
  float* slope = weights + TILE * PAD;       \
  float* chunk = slope + TILE * PAD;

// dQ of 32 queries of one query head, blockIdx.y.
template <class F, int CHUNKS>
DEVICE void query_gradient(const typename F::Stored* q, const typename F::Stored* k, const typename F::Stored* v,
                           const typename F::Stored* g, const float* lse, const float* delta, typename F::Stored* dq, ATTENTION_ARGUMENTS) {
  PARTS
  int head = blockIdx.y, first = blockIdx.x * TILE;
  long long shared = key_head(head, queryHeads, keyHeads), rows = (long long)head * n;
  float total[2][CHUNKS][4];
  clear<CHUNKS>(total);
  int low, high;
  seen_keys(from, to, first, TILE, n, m, low, high);
  for (int tile = low / TILE * TILE; tile < high; tile += TILE) {
    slopes<F>(weights, slope, left, right, q + rows * d, k + shared * m * d, v + shared * m * dv, g + rows * dv, lse + rows, delta + rows,
              head, first, tile, ATTENTION_NAMES);
    accumulate<F, CHUNKS, false>(total, slope, chunk, k + shared * m * d, tile, m, d);
  }
  write_rows<F, CHUNKS>(dq + rows * d, total, scale, first, n, d);
}

// dK and dV of 32 keys of one key/value head, blockIdx.y, summed over the query heads that use it.
template <class F, int CHUNKS>
DEVICE void key_gradients(const typename F::Stored* q, const typename F::Stored* k, const typename F::Stored* v,
                          const typename F::Stored* g, const float* lse, const float* delta, typename F::Stored* dk,
                          typename F::Stored* dv_, ATTENTION_ARGUMENTS) {
  PARTS
  int shared = blockIdx.y, tile = blockIdx.x * TILE;
  float totalK[2][CHUNKS][4], totalV[2][CHUNKS][4];
  clear<CHUNKS>(totalK);
  clear<CHUNKS>(totalV);
  int group = queryHeads / keyHeads;
  int firstHead = shared / keyHeads * queryHeads + shared % keyHeads * group;
  k += (long long)shared * m * d;
  v += (long long)shared * m * dv;
  for (int head = firstHead; head < firstHead + group; head++) {
    long long rows = (long long)head * n;
    for (int first = 0; first < n; first += TILE) {
      int low, high;
      seen_keys(from, to, first, TILE, n, m, low, high);
      if (low >= tile + TILE || high <= tile) continue;
      slopes<F>(weights, slope, left, right, q + rows * d, k, v, g + rows * dv, lse + rows, delta + rows, head, first, tile,
                ATTENTION_NAMES);
      accumulate<F, CHUNKS, true>(totalV, weights, chunk, g + rows * dv, first, n, dv);
      accumulate<F, CHUNKS, true>(totalK, slope, chunk, q + rows * d, first, n, d);
    }
  }
  write_rows<F, CHUNKS>(dk + (long long)shared * m * d, totalK, scale, tile, m, d);
  write_rows<F, CHUNKS>(dv_ + (long long)shared * m * dv, totalV, 1, tile, m, dv);
}

#define WIDTHS(suffix, F, chunks)                                                                                                     \
  KERNEL(attention_dquery_##suffix)(const F::Stored* q, const F::Stored* k, const F::Stored* v, const F::Stored* g, const float* lse, \
                                    const float* delta, F::Stored* dq, ATTENTION_ARGUMENTS) {                                       \
    query_gradient<F, chunks>(q, k, v, g, lse, delta, dq, ATTENTION_NAMES);                                                           \
  }                                                                                                                                   \
  EXPORT(attention_dquery_##suffix)                                                                                                   \
  KERNEL(attention_dkey_##suffix)(const F::Stored* q, const F::Stored* k, const F::Stored* v, const F::Stored* g, const float* lse,   \
                                  const float* delta, F::Stored* dk, F::Stored* dvalue, ATTENTION_ARGUMENTS) {                       \
    key_gradients<F, chunks>(q, k, v, g, lse, delta, dk, dvalue, ATTENTION_NAMES);                                                    \
  }                                                                                                                                   \
  EXPORT(attention_dkey_##suffix)

#define FORMAT(suffix, F)                                                                                                         \
  KERNEL(attention_delta_##suffix)(const F::Stored* g, const F::Stored* o, float* delta, long long rows, int dv) {              \
    delta_rows<F>(g, o, delta, rows, dv);                                                                                         \
  }                                                                                                                               \
  EXPORT(attention_delta_##suffix)                                                                                                \
  WIDTHS(suffix##_64, F, 1) WIDTHS(suffix##_128, F, 2) WIDTHS(suffix##_256, F, 4)

FORMAT(binary32, Binary32)
FORMAT(binary16, Binary16)
FORMAT(bfloat16, Bfloat16)
