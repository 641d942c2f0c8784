// Midpoints of enclosures of softmax attention as pairs of binary64 numbers, for rows that binary64 leaves undecided; the radii are derived in
// Java (FusedPairs). Compiled without contraction. Sums, products and quotients of pairs are operation for operation those of the Java class
// TwofoldNumber, exponentials those of TwofoldExponential, so their proved errors hold. Products of two numbers are exact pairs.
// The order of everything is that of ball_attention. A block takes 64 queries and 32 columns of the values.
#include "attention.cuh"

struct Two {
  double hi, lo;
};

DEVICE Two sum(double a, double b) {
  double s = a + b;
  double t = s - a;
  return {s, (a - (s - t)) + (b - t)};
}

DEVICE Two ordered(double a, double b) {
  double s = a + b;
  return {s, b - (s - a)};
}

DEVICE Two add(Two a, Two b) {
  Two t = sum(a.lo, b.lo);
  Two s = sum(a.hi, b.hi);
  Two v = ordered(s.hi, s.lo + t.hi);
  return ordered(v.hi, t.lo + v.lo);
}

DEVICE Two multiply(Two a, Two b) {
  double p = a.hi * b.hi;
  double e = fma(a.hi, b.hi, -p);
  double t = fma(a.lo, b.hi, fma(a.hi, b.lo, a.lo * b.lo));
  return ordered(p, e + t);
}

DEVICE Two divide(Two a, Two b) {
  double q = a.hi / b.hi;
  double p = q * b.hi;
  double rest = ((a.hi - p) - fma(q, b.hi, -p)) + (a.lo - q * b.lo);
  return ordered(q, rest / b.hi);
}

DEVICE Two product(double a, double b) {
  double p = a * b;
  return {p, fma(a, b, -p)};
}

DEVICE bool above(Two a, Two b) { return a.hi > b.hi || (a.hi == b.hi && a.lo > b.lo); }

// The constants of TwofoldExponential: 64 / ln 2, ln 2 / 64 in three parts, 1/6, 1/24 and 1/120 as pairs, 2^(j/64) as pairs.
#define TABLE 10

DEVICE Two exponential(Two a, const double* constants) {
  double x = a.hi, y = a.lo;
  if (!(x >= -600)) {
    x = -600;
    y = 0;
  }
  double k = rint(x * constants[0]);
  double t = x - k * constants[1];
  double p = -k * constants[2];
  double h = t + p;
  double b = h - t;
  double l = (t - (h - b)) + (p - b);
  double g = h + y;
  b = g - h;
  l += (h - (g - b)) + (y - b);
  l -= k * constants[3];
  h = g + l;
  l -= h - g;
  double s = 1 / 39916800.0;
  s = s * h + 1 / 3628800.0;
  s = s * h + 1 / 362880.0;
  s = s * h + 1 / 40320.0;
  s = s * h + 1 / 5040.0;
  s = s * h + 1 / 720.0;
  double q = h * s;
  double sh = constants[8] + q;
  double sl = (q - (sh - constants[8])) + constants[9];
  q = h * sh;
  double e = fma(h, sh, -q) + (h * sl + l * sh);
  sh = constants[6] + q;
  sl = (q - (sh - constants[6])) + (constants[7] + e);
  q = h * sh;
  e = fma(h, sh, -q) + (h * sl + l * sh);
  sh = constants[4] + q;
  sl = (q - (sh - constants[4])) + (constants[5] + e);
  q = h * sh;
  e = fma(h, sh, -q) + (h * sl + l * sh);
  sh = 0.5 + q;
  sl = (q - (sh - 0.5)) + e;
  q = h * sh;
  e = fma(h, sh, -q) + (h * sl + l * sh);
  sh = h * q;
  sl = fma(h, q, -sh) + (h * e + l * q);
  q = h + sh;
  e = (sh - (q - h)) + (l + sl);
  int n = (int)k;
  int j = n & 63;
  double th = constants[TABLE + j], tl = constants[TABLE + 64 + j];
  sh = th * q;
  sl = fma(th, q, -sh) + (th * e + tl * q);
  h = th + sh;
  l = (sh - (h - th)) + (tl + sl);
  double scale = __longlong_as_double(((long long)((n >> 6) + 1023)) << 52);
  g = h + l;
  return {g * scale, (l - (g - h)) * scale};
}

KERNEL(pair_exponential)(const double* hi, const double* lo, const double* constants, double* outHi, double* outLo, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= n) return;
  Two e = exponential({hi[i], lo[i]}, constants);
  outHi[i] = e.hi;
  outLo[i] = e.lo;
}
EXPORT(pair_exponential)

KERNEL(pair_attention)(const double* q, const double* k, const double* v, const int* from, const int* to, const double* constants,
                       double* outHi, double* outLo, int* raised, int n, int m, int d, int dv, double tauHi, double tauLo) {
  const int ROWS = 64, KEYS = 64, STEP = 16, PAD = STEP + 2, COLUMNS = 32, WIDE = COLUMNS + 2, LONG = KEYS + 2;
  double* queries = (double*)SHARED;
  double* keys = queries + ROWS * PAD;
  double* values = queries;  // Queries and keys are read again for every tile, so the values may lie over them.
  double* weightsHi = queries + 2 * ROWS * PAD;
  double* weightsLo = weightsHi + ROWS * LONG;
  int tx = threadIdx.x % 16, ty = threadIdx.x / 16;
  int first = blockIdx.x * ROWS, base = blockIdx.y * COLUMNS;
  Two tau = {tauHi, tauLo};
  int low, high;
  seen_keys(from, to, first, ROWS, n, m, low, high);
  Two c[4], l[4], o[4][2];
  int rises[4];
  UNROLL
  for (int r = 0; r < 4; r++) {
    c[r] = {-__builtin_huge_val(), 0};
    l[r] = o[r][0] = o[r][1] = {0, 0};
    rises[r] = 0;
  }
  for (int tile = low / KEYS * KEYS; tile < high; tile += KEYS) {
    Two s[4][4] = {};
    for (int step = 0; step < d; step += STEP) {
      __syncthreads();
      for (int e = threadIdx.x; e < ROWS * STEP; e += 256) {
        int i = e / STEP, t = e % STEP;
        bool inside = step + t < d;
        queries[i * PAD + t] = inside && first + i < n ? q[(long long)(first + i) * d + step + t] : 0;
        keys[i * PAD + t] = inside && tile + i < m ? k[(long long)(tile + i) * d + step + t] : 0;
      }
      __syncthreads();
#pragma unroll 1
      for (int t = 0; t < STEP && step + t < d; t++) {
        UNROLL
        for (int r = 0; r < 4; r++) {
          UNROLL
          for (int j = 0; j < 4; j++) {
            s[r][j] = add(s[r][j], product(queries[(4 * ty + r) * PAD + t], keys[(tx + 16 * j) * PAD + t]));
          }
        }
      }
    }
    UNROLL
    for (int r = 0; r < 4; r++) {
      int i = first + 4 * ty + r;
      int begin = i < n ? from[i] : m, end = i < n ? to[i] : 0;
      Two top = c[r];
      UNROLL
      for (int j = 0; j < 4; j++) {
        int key = tile + tx + 16 * j;
        s[r][j] = multiply(s[r][j], tau);
        if (key >= begin && key < end && above(s[r][j], top)) top = s[r][j];
      }
      UNROLL
      for (int half = 8; half > 0; half /= 2) {
        Two other = {__shfl_xor_sync(ALL_LANES, top.hi, half, 16), __shfl_xor_sync(ALL_LANES, top.lo, half, 16)};
        if (above(other, top)) top = other;
      }
      if (l[r].hi > 0 && above(top, c[r])) {
        Two factor = exponential(add(c[r], {-top.hi, -top.lo}), constants);
        l[r] = multiply(l[r], factor);
        o[r][0] = multiply(o[r][0], factor);
        o[r][1] = multiply(o[r][1], factor);
        rises[r]++;
      }
      c[r] = top;
      Two total = {0, 0};
      UNROLL
      for (int j = 0; j < 4; j++) {
        int key = tile + tx + 16 * j;
        Two w = {0, 0};
        if (key >= begin && key < end) w = exponential(add(s[r][j], {-top.hi, -top.lo}), constants);
        weightsHi[(4 * ty + r) * LONG + tx + 16 * j] = w.hi;
        weightsLo[(4 * ty + r) * LONG + tx + 16 * j] = w.lo;
        total = add(total, w);
      }
      UNROLL
      for (int half = 8; half > 0; half /= 2) {
        Two other = {__shfl_xor_sync(ALL_LANES, total.hi, half, 16), __shfl_xor_sync(ALL_LANES, total.lo, half, 16)};
        total = add(total, other);
      }
      l[r] = add(l[r], total);
    }
    __syncthreads();
    for (int e = threadIdx.x; e < KEYS * COLUMNS; e += 256) {
      int j = e / COLUMNS, column = base + e % COLUMNS;
      values[j * WIDE + e % COLUMNS] = tile + j < high && column < dv ? v[(long long)(tile + j) * dv + column] : 0;
    }
    __syncthreads();
    Two part[4][2] = {};
#pragma unroll 1
    for (int j = 0; j < KEYS; j++) {
      UNROLL
      for (int r = 0; r < 4; r++) {
        Two w = {weightsHi[(4 * ty + r) * LONG + j], weightsLo[(4 * ty + r) * LONG + j]};
        UNROLL
        for (int e = 0; e < 2; e++) part[r][e] = add(part[r][e], multiply(w, {values[j * WIDE + 2 * tx + e], 0}));
      }
    }
    UNROLL
    for (int r = 0; r < 4; r++) {
      UNROLL
      for (int e = 0; e < 2; e++) o[r][e] = add(o[r][e], part[r][e]);
    }
  }
  UNROLL
  for (int r = 0; r < 4; r++) {
    int i = first + 4 * ty + r;
    if (i >= n) continue;
    UNROLL
    for (int e = 0; e < 2; e++) {
      int column = base + 2 * tx + e;
      Two y = {0, 0};
      if (l[r].hi > 0) y = divide(o[r][e], l[r]);
      if (column < dv) {
        outHi[(long long)i * dv + column] = y.hi;
        outLo[(long long)i * dv + column] = y.lo;
      }
    }
    if (tx == 0 && blockIdx.y == 0) raised[i] = rises[r];
  }
}
EXPORT(pair_attention)
