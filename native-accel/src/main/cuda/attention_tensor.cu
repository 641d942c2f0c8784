// Softmax attention, forward, on tensor cores: binary16 or bfloat16 inputs and output, binary32 sums (sheet softmax-attention, D1-D9).
// One block of 4 warps takes 64 queries of one head, 16 a warp, and visits tiles of keys in order.
// Roundings: logit = fl(sum * scale), plus fl(+ bias); weights exp2f(fl(fl(logit - c) fl(log2 e))), c the running maximum, summed
// unrounded and stored in the inputs' format for the product with the values; one division; the output is stored in that format.
// How a tensor core rounds its sums is not documented.
#include "attention.cuh"

#define LOG2E 1.44269504088896341f

template <class F>
DEVICE uint32_t packed(float low, float high) {
  return F::store(low) | (uint32_t)F::store(high) << 16;
}

// Row and column of a matrix in global memory, 0 outside.
DEVICE uint32_t element(const uint16_t* x, int row, int column, int rows, int columns) {
  return row < rows && column < columns ? x[(long long)row * columns + column] : 0;
}

// A tile of consecutive rows into shared memory, zeros outside.
template <int ROWS, int D>
DEVICE void load_tile(uint16_t* tile, const uint16_t* x, int first, int rows, int columns) {
  const int STRIDE = D + 8;
  if (columns % 8 == 0) {
    for (int e = threadIdx.x; e < ROWS * (D / 8); e += 128) {
      int i = e / (D / 8), column = e % (D / 8) * 8;
      Four zero = {};
      *(Four*)&tile[i * STRIDE + column] =
          first + i < rows && column < columns ? *(const Four*)&x[(long long)(first + i) * columns + column] : zero;
    }
  } else {
    for (int e = threadIdx.x; e < ROWS * D; e += 128) {
      int i = e / D, column = e % D;
      tile[i * STRIDE + column] = (uint16_t)element(x, first + i, column, rows, columns);
    }
  }
}

template <class F, int D, int KEYS>
DEVICE void tensor_forward(const uint16_t* q, const uint16_t* k, const uint16_t* v, uint16_t* out, float* lse, ATTENTION_ARGUMENTS) {
  const int STRIDE = D + 8;
  uint16_t* keys = (uint16_t*)SHARED;
  uint16_t* values = keys + KEYS * STRIDE;
  int warp = threadIdx.x / WARP, lane = threadIdx.x % WARP;
  int group = lane / 4, pair = lane % 4;
  int head = blockIdx.y;
  int first = blockIdx.x * 64;
  long long g = key_head(head, queryHeads, keyHeads);
  q += (long long)head * n * d;
  k += g * m * d;
  v += g * m * dv;
  // A lane's two queries.
  int row[2] = {first + warp * 16 + group, first + warp * 16 + group + 8};
  int begin[2], end[2];
  uint32_t a[D / 16][4];
  UNROLL
  for (int t = 0; t < D / 16; t++) {
    UNROLL
    for (int e = 0; e < 4; e++) {
      int column = t * 16 + pair * 2 + e / 2 * 8;
      a[t][e] = element(q, row[e % 2], column, n, d) | element(q, row[e % 2], column + 1, n, d) << 16;
    }
  }
  float c[2], l[2];
  UNROLL
  for (int r = 0; r < 2; r++) {
    c[r] = MINUS_INFINITY;
    l[r] = 0;
    begin[r] = row[r] < n ? from[row[r]] : m;
    end[r] = row[r] < n ? to[row[r]] : 0;
  }
  float o[D / 8][4];
  UNROLL
  for (int t = 0; t < D / 8; t++) {
    UNROLL
    for (int e = 0; e < 4; e++) o[t][e] = 0;
  }
  int low, high;
  seen_keys(from, to, first, 64, n, m, low, high);
  for (int tile = low / KEYS * KEYS; tile < high; tile += KEYS) {
    __syncthreads();
    load_tile<KEYS, D>(keys, k, tile, m, d);
    load_tile<KEYS, D>(values, v, tile, high, dv);
    __syncthreads();
    float s[KEYS / 8][4];
UNROLL
for (int u = 0; u < KEYS / 8; u++) {
      UNROLL
      for (int e = 0; e < 4; e++) s[u][e] = 0;
    }
UNROLL
for (int t = 0; t < D / 16; t++) {
UNROLL
for (int u = 0; u < KEYS / 16; u++) {
        uint32_t b[4];
        load_matrices(b, &keys[(u * 16 + lane / 16 * 8 + lane % 8) * STRIDE + t * 16 + lane / 8 % 2 * 8]);
        F::multiply(s[2 * u], a[t], b);
        F::multiply(s[2 * u + 1], a[t], b + 2);
      }
    }
    float top[2] = {MINUS_INFINITY, MINUS_INFINITY};
    uint32_t seen = 0;
    static_assert(KEYS <= 64, "a bit for each of a lane's logits");
UNROLL
for (int u = 0; u < KEYS / 8; u++) {
UNROLL
for (int e = 0; e < 4; e++) {
        int r = e / 2;
        int key = tile + u * 8 + pair * 2 + e % 2;
        float x = s[u][e] * scale;
        bool allowed = key >= begin[r] && key < end[r] &&
                       (mask == nullptr || mask[head * maskHead + row[r] * maskRow + key] != 0);
        if (allowed && bias != nullptr) x += bias[head * biasHead + row[r] * biasRow + key];
        if (allowed) top[r] = fmaxf(top[r], x);
        seen |= (uint32_t)allowed << (u * 4 + e);
        s[u][e] = x;
      }
    }
    UNROLL
    for (int r = 0; r < 2; r++) {
      top[r] = fmaxf(top[r], __shfl_xor_sync(ALL_LANES, top[r], 1));
      top[r] = fmaxf(top[r], __shfl_xor_sync(ALL_LANES, top[r], 2));
      top[r] = fmaxf(top[r], c[r]);
      float rescale = c[r] == MINUS_INFINITY ? 0 : exp2f((c[r] - top[r]) * LOG2E);
      c[r] = top[r];
      l[r] *= rescale;
UNROLL
for (int t = 0; t < D / 8; t++) {
        o[t][2 * r] *= rescale;
        o[t][2 * r + 1] *= rescale;
      }
    }
UNROLL
for (int u = 0; u < KEYS / 8; u++) {
UNROLL
for (int e = 0; e < 4; e++) {
        float w = seen >> (u * 4 + e) & 1 ? exp2f((s[u][e] - c[e / 2]) * LOG2E) : 0;
        l[e / 2] += w;
        s[u][e] = w;
      }
    }
UNROLL
for (int u = 0; u < KEYS / 16; u++) {
      uint32_t w[4] = {packed<F>(s[2 * u][0], s[2 * u][1]), packed<F>(s[2 * u][2], s[2 * u][3]),
                       packed<F>(s[2 * u + 1][0], s[2 * u + 1][1]), packed<F>(s[2 * u + 1][2], s[2 * u + 1][3])};
UNROLL
for (int t = 0; t < D / 16; t++) {
        uint32_t b[4];
        load_transposed(b, &values[(u * 16 + lane / 8 % 2 * 8 + lane % 8) * STRIDE + t * 16 + lane / 16 * 8]);
        F::multiply(o[2 * t], w, b);
        F::multiply(o[2 * t + 1], w, b + 2);
      }
    }
  }
  UNROLL
  for (int r = 0; r < 2; r++) {
    l[r] += __shfl_xor_sync(ALL_LANES, l[r], 1);
    l[r] += __shfl_xor_sync(ALL_LANES, l[r], 2);
    if (row[r] >= n) continue;
    long long at = (long long)head * n + row[r];
    // (D5): a query without keys.
    bool empty = c[r] == MINUS_INFINITY && l[r] == 0;
UNROLL
for (int t = 0; t < D / 8; t++) {
      UNROLL
      for (int e = 0; e < 2; e++) {
        int column = t * 8 + pair * 2 + e;
        if (column < dv) out[at * dv + column] = F::store(empty ? 0 : o[t][2 * r + e] / l[r]);
      }
    }
    if (pair == 0) lse[at] = empty ? MINUS_INFINITY : c[r] + logf(l[r]);
  }
}

#define FORWARD(name, format, width, keys)                                                                                       \
  KERNEL(name)(const uint16_t* q, const uint16_t* k, const uint16_t* v, uint16_t* out, float* lse, ATTENTION_ARGUMENTS) {      \
    tensor_forward<format, width, keys>(q, k, v, out, lse, ATTENTION_NAMES);                                                     \
  }                                                                                                                              \
  EXPORT(name)

FORWARD(attention_binary16_64, Binary16, 64, 64)
FORWARD(attention_binary16_128, Binary16, 128, 64)
FORWARD(attention_binary16_256, Binary16, 256, 32)
FORWARD(attention_bfloat16_64, Bfloat16, 64, 64)
FORWARD(attention_bfloat16_128, Bfloat16, 128, 64)
FORWARD(attention_bfloat16_256, Bfloat16, 256, 32)
