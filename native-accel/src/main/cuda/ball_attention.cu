// Midpoints of certified enclosures of softmax attention, in binary64; the radii are derived in Java (FusedSoftmax), from what is said here.
//
// Compiled without contraction: every operation below rounds once, to nearest, as CUDA documents of double-precision addition,
// multiplication, division and fma. The exponential is operation for operation that of the Java class Exponential, so its results are the
// same bits and its proved error is the same.
//
//   logit       s_j = fl(tau * sum), sum = fma of d terms in order
//   reference   c = the largest logit so far, over whole tiles of 64 keys; raised[i] counts how often a later tile raised it
//   weight      w_j = E(fl(s_j - c)), arguments below -708 taken as -708; 0 where the key is not seen
//   tile        sum of w_j: 4 terms in order, then a tree over 16; sum of w_j v_j: fma of 64 terms in order
//   total       fl(fl(total * E(fl(c_before - c))) + tile), the factor left out where c did not grow
//   output      fl(total of w v / total of w)
#include "attention.cuh"

#define LOG2E 1.4426950408889634
#define C1 6.93147180369123816490e-01
#define C2 1.90821492927058770002e-10
#define ROUNDER 6755399441055744.0
#define FLOOR (-708.0)

// e^(x - c) for x <= c.
DEVICE double exponential(double x, double c) {
  double y = __dsub_rn(x, c);
  y = y < FLOOR ? FLOOR : y;
  double k = __dsub_rn(__dadd_rn(__dmul_rn(y, LOG2E), ROUNDER), ROUNDER);
  double r = __dsub_rn(__dsub_rn(y, __dmul_rn(k, C1)), __dmul_rn(k, C2));
  double q = __dadd_rn(__dmul_rn(1 / 6227020800.0, r), 1 / 479001600.0);
  q = __dadd_rn(__dmul_rn(q, r), 1 / 39916800.0);
  q = __dadd_rn(__dmul_rn(q, r), 1 / 3628800.0);
  q = __dadd_rn(__dmul_rn(q, r), 1 / 362880.0);
  q = __dadd_rn(__dmul_rn(q, r), 1 / 40320.0);
  q = __dadd_rn(__dmul_rn(q, r), 1 / 5040.0);
  q = __dadd_rn(__dmul_rn(q, r), 1 / 720.0);
  q = __dadd_rn(__dmul_rn(q, r), 1 / 120.0);
  q = __dadd_rn(__dmul_rn(q, r), 1 / 24.0);
  q = __dadd_rn(__dmul_rn(q, r), 1 / 6.0);
  q = __dadd_rn(__dmul_rn(q, r), 0.5);
  double e = __dadd_rn(1, __dadd_rn(r, __dmul_rn(__dmul_rn(r, r), q)));
  return __dmul_rn(e, __longlong_as_double(((long long)k + 1023) << 52));
}

KERNEL(ball_exponential)(const double* x, double c, double* y, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) y[i] = exponential(x[i], c);
}
EXPORT(ball_exponential)

struct alignas(16) Pair {
  double x[2];
};

template <int CHUNKS>
DEVICE void enclose(const double* q, const double* k, const double* v, const int* from, const int* to, double* out, int* raised,
                    int queryHeads, int keyHeads, int n, int m, int d, int dv, double tau) {
  const int ROWS = 64, KEYS = 64, STEP = 16, PAD = STEP + 2, COLUMNS = 32, WIDE = COLUMNS + 2, LONG = KEYS + 2;
  double* queries = (double*)SHARED;
  double* keys = queries + ROWS * PAD;
  double* values = queries;  // Queries and keys are read again for every tile, so the values may lie over them.
  double* weights = queries + 2 * ROWS * PAD;
  int tx = threadIdx.x % 16, ty = threadIdx.x / 16;
  int first = blockIdx.x * ROWS;
  long long rows = (long long)blockIdx.y * n, shared = key_head(blockIdx.y, queryHeads, keyHeads) * m;
  q += rows * d;
  k += shared * d;
  v += shared * dv;
  out += rows * dv;
  raised += rows;
  int low, high;
  seen_keys(from, to, first, ROWS, n, m, low, high);
  double c[4], l[4], o[4][CHUNKS][2];
  int rises[4];
  UNROLL
  for (int r = 0; r < 4; r++) {
    c[r] = -__builtin_huge_val();
    l[r] = 0;
    rises[r] = 0;
    UNROLL
    for (int t = 0; t < CHUNKS; t++) o[r][t][0] = o[r][t][1] = 0;
  }
  for (int tile = low / KEYS * KEYS; tile < high; tile += KEYS) {
    double s[4][4] = {};
    for (int step = 0; step < d; step += STEP) {
      __syncthreads();
      for (int e = threadIdx.x; e < ROWS * STEP; e += 256) {
        int i = e / STEP, t = e % STEP;
        bool inside = step + t < d;
        queries[i * PAD + t] = inside && first + i < n ? q[(long long)(first + i) * d + step + t] : 0;
        keys[i * PAD + t] = inside && tile + i < m ? k[(long long)(tile + i) * d + step + t] : 0;
      }
      __syncthreads();
#pragma unroll 2
      for (int t = 0; t < STEP; t += 2) {
        Pair a[4], b[4];
        UNROLL
        for (int r = 0; r < 4; r++) a[r] = *(const Pair*)&queries[(4 * ty + r) * PAD + t];
        UNROLL
        for (int j = 0; j < 4; j++) b[j] = *(const Pair*)&keys[(tx + 16 * j) * PAD + t];
        UNROLL
        for (int r = 0; r < 4; r++) {
          UNROLL
          for (int j = 0; j < 4; j++) s[r][j] = __fma_rn(a[r].x[1], b[j].x[1], __fma_rn(a[r].x[0], b[j].x[0], s[r][j]));
        }
      }
    }
    UNROLL
    for (int r = 0; r < 4; r++) {
      int i = first + 4 * ty + r;
      int begin = i < n ? from[i] : m, end = i < n ? to[i] : 0;
      double top = c[r];
      UNROLL
      for (int j = 0; j < 4; j++) {
        int key = tile + tx + 16 * j;
        s[r][j] = __dmul_rn(s[r][j], tau);
        if (key >= begin && key < end) top = s[r][j] > top ? s[r][j] : top;
      }
      UNROLL
      for (int half = 8; half > 0; half /= 2) {
        double other = __shfl_xor_sync(ALL_LANES, top, half, 16);
        top = other > top ? other : top;
      }
      if (l[r] > 0 && top > c[r]) {
        double factor = exponential(c[r], top);
        l[r] = __dmul_rn(l[r], factor);
        UNROLL
        for (int t = 0; t < CHUNKS; t++) {
          UNROLL
          for (int e = 0; e < 2; e++) o[r][t][e] = __dmul_rn(o[r][t][e], factor);
        }
        rises[r]++;
      }
      c[r] = top;
      double sum = 0;
      UNROLL
      for (int j = 0; j < 4; j++) {
        int key = tile + tx + 16 * j;
        double w = key >= begin && key < end ? exponential(s[r][j], top) : 0;
        weights[(4 * ty + r) * LONG + tx + 16 * j] = w;
        sum = __dadd_rn(sum, w);
      }
      UNROLL
      for (int half = 8; half > 0; half /= 2) sum = __dadd_rn(sum, __shfl_xor_sync(ALL_LANES, sum, half, 16));
      l[r] = __dadd_rn(l[r], sum);
    }
    UNROLL
    for (int t = 0; t < CHUNKS; t++) {
      if (COLUMNS * t >= dv) break;
      __syncthreads();
      for (int e = threadIdx.x; e < KEYS * COLUMNS; e += 256) {
        int j = e / COLUMNS, column = COLUMNS * t + e % COLUMNS;
        values[j * WIDE + e % COLUMNS] = tile + j < high && column < dv ? v[(long long)(tile + j) * dv + column] : 0;
      }
      __syncthreads();
      double part[4][2] = {};
#pragma unroll 2
      for (int j = 0; j < KEYS; j += 2) {
        Pair w[4], x[2];
        UNROLL
        for (int r = 0; r < 4; r++) w[r] = *(const Pair*)&weights[(4 * ty + r) * LONG + j];
        UNROLL
        for (int e = 0; e < 2; e++) x[e] = *(const Pair*)&values[(j + e) * WIDE + 2 * tx];
        UNROLL
        for (int r = 0; r < 4; r++) {
          UNROLL
          for (int e = 0; e < 2; e++) part[r][e] = __fma_rn(w[r].x[1], x[1].x[e], __fma_rn(w[r].x[0], x[0].x[e], part[r][e]));
        }
      }
      UNROLL
      for (int r = 0; r < 4; r++) {
        UNROLL
        for (int e = 0; e < 2; e++) o[r][t][e] = __dadd_rn(o[r][t][e], part[r][e]);
      }
    }
  }
  UNROLL
  for (int r = 0; r < 4; r++) {
    int i = first + 4 * ty + r;
    if (i >= n) continue;
    UNROLL
    for (int t = 0; t < CHUNKS; t++) {
      UNROLL
      for (int e = 0; e < 2; e++) {
        int column = COLUMNS * t + 2 * tx + e;
        if (column < dv) out[(long long)i * dv + column] = l[r] > 0 ? __ddiv_rn(o[r][t][e], l[r]) : 0;
      }
    }
    if (tx == 0) raised[i] = rises[r];
  }
}

#define ENCLOSE(name, chunks)                                                                                                        \
  KERNEL(name)(const double* q, const double* k, const double* v, const int* from, const int* to, double* out, int* raised, \
               int queryHeads, int keyHeads, int n, int m, int d, int dv, double tau) {                                      \
    enclose<chunks>(q, k, v, from, to, out, raised, queryHeads, keyHeads, n, m, d, dv, tau);                                    \
  }                                                                                                                                  \
  EXPORT(name)

ENCLOSE(ball_attention_64, 2)
ENCLOSE(ball_attention_128, 4)
ENCLOSE(ball_attention_256, 8)
