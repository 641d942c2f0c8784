// Codes of queries and keys (sheet scatterbrain, D5a-c), [segment, vector] for vectors [head, vector, d]; a segment is one table of one head.
// They are exact: binary64 decides where its error allows, and long integers elsewhere, so that no support depends on rounding.
#include "device.cuh"

// ---- Sums of products of binary32 numbers, exactly ----

// A product is an integer below 2^48 times 2^(shift - 298), shift at most 508: with the carries of 4 * 256 products everything fits in 19
// limbs of 32 bits, each kept in 64 until the end.
#define LIMBS 19
#define UNIT (-298)

struct Sum {
  long long limb[LIMBS];
};

DEVICE void clear(Sum& s) {
  for (int w = 0; w < LIMBS; w++) s.limb[w] = 0;
}

// Adds sign times the sum of x y; entries of y are stride apart.
DEVICE void add(Sum& s, const float* x, const float* y, int sign, int d, int stride) {
  for (int l = 0; l < d; l++) {
    int a = __float_as_int(x[l]), b = __float_as_int(y[(long long)l * stride]);
    int ea = a >> 23 & 255, eb = b >> 23 & 255;
    unsigned long long ma = (a & 0x7fffff) | (ea > 0 ? 0x800000 : 0), mb = (b & 0x7fffff) | (eb > 0 ? 0x800000 : 0);
    unsigned long long product = ma * mb;
    // Subnormal numbers have the exponent of the smallest normal ones.
    int shift = (ea > 0 ? ea - 1 : 0) + (eb > 0 ? eb - 1 : 0);
    int at = shift / 32, bits = shift % 32;
    unsigned long long low = product << bits, high = bits == 0 ? 0 : product >> (64 - bits);
    long long one = (a ^ b) < 0 ? -sign : sign;
    s.limb[at] += one * (long long)(low & 0xffffffffu);
    s.limb[at + 1] += one * (long long)(low >> 32);
    s.limb[at + 2] += one * (long long)high;
  }
}

// Limbs become the digits of the sum's size; the sign is returned.
DEVICE int settle(Sum& s) {
  long long carry = 0, some = 0;
  for (int w = 0; w < LIMBS; w++) {
    long long t = s.limb[w] + carry;
    s.limb[w] = t & 0xffffffff;
    some |= s.limb[w];
    carry = t >> 32;
  }
  if (carry >= 0) return some != 0 ? 1 : 0;
  carry = 1;
  for (int w = 0; w < LIMBS; w++) {
    long long t = (s.limb[w] ^ 0xffffffff) + carry;
    s.limb[w] = t & 0xffffffff;
    carry = t >> 32;
  }
  return -1;
}

// The sign of sum v a + other sum v c; entries of a and c are stride apart, and other is -1, 0 or 1.
DEVICE int exact_sign(const float* v, const float* a, const float* c, int other, int d, int stride) {
  Sum s;
  clear(s);
  add(s, v, a, 1, d, stride);
  if (other != 0) add(s, v, c, other, d, stride);
  return settle(s);
}

// A score in binary64 with a bound of its error.
struct Score {
  double sum, error;
};

// Products are exact in binary64, d sums round, and the bound has twice the room that takes.
DEVICE Score score(const float* v, const float* a, int d, int stride) {
  double sum = 0, size = 0;
  for (int l = 0; l < d; l++) {
    double p = (double)v[l] * (double)a[(long long)l * stride];
    sum += p;
    size += fabs(p);
  }
  return {sum, size * (d + 4) * 0x1p-52};
}

// ---- Hyperplanes and polytopes; a thread makes a code ----

// Bit l is 1 where the product with plane l is not negative (D5a). Planes are [table, bit, d], at most 31 bits.
KERNEL(code_hyperplanes)(const float* vectors, const float* planes, int* codes, int count, int d, int bits, int tables) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const float* v = vectors + ((long long)(blockIdx.y / tables) * count + i) * d;
  const float* plane = planes + (long long)(blockIdx.y % tables) * bits * d;
  int code = 0;
  for (int l = 0; l < bits; l++, plane += d) {
    Score s = score(v, plane, d, 1);
    bool negative = fabs(s.sum) > s.error ? s.sum < 0 : exact_sign(v, plane, plane, 0, d, 1) < 0;
    code |= (negative ? 0 : 1) << l;
  }
  codes[(long long)blockIdx.y * count + i] = code;
}
EXPORT(code_hyperplanes)

// The sign of score a minus score c of one vector.
DEVICE int compare(const float* v, const float* rotation, const Score& sa, int a, const Score& sc, int c, int d, int columns) {
  double difference = sa.sum - sc.sum;
  if (fabs(difference) > sa.error + sc.error) return difference < 0 ? -1 : 1;
  return exact_sign(v, rotation + a, rotation + c, -1, d, columns);
}

// The place of the largest of (v R, -v R), ties to the smallest (D5b). Rotations are [table, d, columns].
KERNEL(code_polytopes)(const float* vectors, const float* rotations, int* codes, int count, int d, int columns, int tables) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= count) return;
  const float* v = vectors + ((long long)(blockIdx.y / tables) * count + i) * d;
  const float* rotation = rotations + (long long)(blockIdx.y % tables) * d * columns;
  Score most = score(v, rotation, d, columns), least = most;
  int mostAt = 0, leastAt = 0;
  for (int c = 1; c < columns; c++) {
    Score s = score(v, rotation + c, d, columns);
    if (compare(v, rotation, s, c, most, mostAt, d, columns) > 0) {
      most = s;
      mostAt = c;
    }
    if (compare(v, rotation, s, c, least, leastAt, d, columns) < 0) {
      least = s;
      leastAt = c;
    }
  }
  // Places of negative scores come behind all others, so equal sizes go to the positive one.
  double both = most.sum + least.sum;
  bool decided = fabs(both) > most.error + least.error;
  bool negative = decided ? both < 0 : exact_sign(v, rotation + mostAt, rotation + leastAt, 1, d, columns) < 0;
  codes[(long long)blockIdx.y * count + i] = negative ? columns + leastAt : mostAt;
}
EXPORT(code_polytopes)

// ---- Balanced clusters (D5c): ranks of projections L + e sqrt(t), L = alpha.v, t = M2 - |v|^2, e the extra entry of alpha ----

// The index of a vector of largest norm, which is compared exactly; a block of 256 threads a head.
KERNEL(cluster_largest)(const float* vectors, int* largest, int count, int d) {
  int* best = (int*)SHARED;
  vectors += (long long)blockIdx.y * count * d;
  // The larger of two, by whatever decides it.
  auto larger_norm = [&](int i, int j) {
    const float *u = vectors + (long long)i * d, *v = vectors + (long long)j * d;
    Score a = score(u, u, d, 1), b = score(v, v, d, 1);
    if (fabs(a.sum - b.sum) > a.error + b.error) return a.sum < b.sum ? j : i;
    Sum s;
    clear(s);
    add(s, u, u, 1, d, 1);
    add(s, v, v, -1, d, 1);
    return settle(s) < 0 ? j : i;
  };
  int own = smaller(threadIdx.x, count - 1);
  for (int i = own + 256; i < count; i += 256) own = larger_norm(own, i);
  best[threadIdx.x] = own;
  __syncthreads();
  if (threadIdx.x > 0) return;
  for (int t = 1; t < smaller(256, count); t++) own = larger_norm(own, best[t]);
  largest[blockIdx.y] = own;
}
EXPORT(cluster_largest)

// What exact comparisons need beside the two vectors: alpha, and the vectors whose norms make M2.
struct Clustering {
  const float *alpha, *longQuery, *longKey;
  float extra;
  int d;
};

// alpha.v and t, exactly; t is not negative.
DEVICE int linear(Sum& s, const Clustering& c, const float* v, const float* less) {
  clear(s);
  add(s, v, c.alpha, 1, c.d, 1);
  if (less != nullptr) add(s, less, c.alpha, -1, c.d, 1);
  return settle(s);
}

DEVICE int under_root(Sum& s, const Clustering& c, const float* v) {
  clear(s);
  add(s, c.longQuery, c.longQuery, 1, c.d, 1);
  add(s, c.longKey, c.longKey, 1, c.d, 1);
  add(s, v, v, -1, c.d, 1);
  return settle(s);
}

// The digits in binary64; relative error below 2^-50.
DEVICE double value(const Sum& s) {
  int top = LIMBS - 1;
  while (top > 2 && s.limb[top] == 0) top--;
  double x = ((double)s.limb[top] * 0x1p32 + (double)s.limb[top - 1]) * 0x1p32 + (double)s.limb[top - 2];
  return ldexp(x, 32 * (top - 2) + UNIT);
}

// Projections of all vectors, [segment, vector]; alpha is [hash, d + 2]. Roots and two products and sums round, and the bound has 4 times
// the room that takes.
KERNEL(cluster_scores)(const float* vectors, const float* query, const float* key, const int* longQuery, const int* longKey,
                       const float* alpha, double* sums, double* errors, int count, int queries, int keys, int d, int hashes, int extra) {
  int i = blockIdx.x * blockDim.x + threadIdx.x, head = blockIdx.y / hashes;
  if (i >= count) return;
  alpha += (long long)(blockIdx.y % hashes) * (d + 2);
  Clustering c = {alpha, query + ((long long)head * queries + longQuery[head]) * d, key + ((long long)head * keys + longKey[head]) * d,
                  alpha[extra], d};
  const float* v = vectors + ((long long)head * count + i) * d;
  Sum s;
  int sign = linear(s, c, v, nullptr);
  double l = sign * value(s);
  under_root(s, c, v);
  double root = c.extra * sqrt(value(s));
  long long at = (long long)blockIdx.y * count + i;
  sums[at] = l + root;
  errors[at] = (fabs(l) + fabs(root)) * 0x1p-47;
}
EXPORT(cluster_scores)

// Long integers, lowest digit first.
DEVICE void multiply(const uint32_t* x, int n, const uint32_t* y, int m, uint32_t* out) {
  for (int i = 0; i < n + m; i++) out[i] = 0;
  for (int i = 0; i < n; i++) {
    unsigned long long carry = 0;
    for (int j = 0; j < m; j++) {
      carry += (unsigned long long)x[i] * y[j] + out[i + j];
      out[i + j] = (uint32_t)carry;
      carry >>= 32;
    }
    out[i + m] = (uint32_t)carry;
  }
}

// out = x 2^bits in m digits; what does not fit is 0.
DEVICE void shift(const uint32_t* x, int n, int bits, uint32_t* out, int m) {
  int whole = bits / 32, part = bits % 32;
  for (int i = 0; i < m; i++) {
    int from = i - whole;
    uint32_t high = from >= 0 && from < n ? x[from] : 0, low = from > 0 && from <= n ? x[from - 1] : 0;
    out[i] = part == 0 ? high : high << part | low >> (32 - part);
  }
}

DEVICE int compare_digits(const uint32_t* x, const uint32_t* y, int n) {
  for (int i = n - 1; i >= 0; i--) {
    if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
  }
  return 0;
}

// x -= y, where y is not larger.
DEVICE void subtract(uint32_t* x, const uint32_t* y, int n) {
  long long borrow = 0;
  for (int i = 0; i < n; i++) {
    borrow += (long long)x[i] - y[i];
    x[i] = (uint32_t)borrow;
    borrow >>= 32;
  }
}

#define SQUARE (2 * LIMBS)
#define FOURTH (4 * LIMBS)

// Whether A^2 is larger (1), equal (0) or smaller (-1) than e^2 (sqrt s - sqrt t)^2 = e^2 (s + t) - 2 e^2 sqrt(s t), all in units of UNIT.
// With c = A^2 - e^2 (s + t): the sign of c + sqrt(4 e^4 s t).
DEVICE int compare_squares(const uint32_t* a, const uint32_t* s, const uint32_t* t, float extra) {
  int code = __float_as_int(extra), exponent = code >> 23 & 255;
  uint32_t digits = (code & 0x7fffff) | (exponent > 0 ? 0x800000 : 0);
  // e = digits 2^(scale - 149).
  int scale = exponent > 0 ? exponent - 1 : 0;
  uint32_t e2[2], e4[4], sum[LIMBS], product[LIMBS + 2], c[SQUARE], other[SQUARE], root[SQUARE + 4], left[FOURTH], right[FOURTH];
  multiply(&digits, 1, &digits, 1, e2);
  multiply(e2, 2, e2, 2, e4);
  unsigned long long carry = 0;
  for (int w = 0; w < LIMBS; w++) {
    carry += (unsigned long long)s[w] + t[w];
    sum[w] = (uint32_t)carry;
    carry >>= 32;
  }
  multiply(a, LIMBS, a, LIMBS, c);
  multiply(sum, LIMBS, e2, 2, product);
  shift(product, LIMBS + 2, 2 * scale, other, SQUARE);
  bool negative = compare_digits(c, other, SQUARE) < 0;
  if (negative) {
    subtract(other, c, SQUARE);
    multiply(other, SQUARE, other, SQUARE, left);
  } else {
    subtract(c, other, SQUARE);
    multiply(c, SQUARE, c, SQUARE, left);
  }
  multiply(s, LIMBS, t, LIMBS, other);
  multiply(other, SQUARE, e4, 4, root);
  shift(root, SQUARE + 4, 4 * scale + 2, right, FOURTH);
  if (negative) return compare_digits(right, left, FOURTH);
  for (int w = 0; w < FOURTH; w++) {
    if ((left[w] | right[w]) != 0) return 1;
  }
  return 0;
}

// The sign of the projection of u minus that of v, exactly: of A + e (sqrt s - sqrt t).
DEVICE int compare_projections(const Clustering& c, const float* u, const float* v) {
  Sum sum;
  uint32_t a[LIMBS], s[LIMBS], t[LIMBS];
  int signA = linear(sum, c, u, v);
  for (int w = 0; w < LIMBS; w++) a[w] = (uint32_t)sum.limb[w];
  under_root(sum, c, u);
  for (int w = 0; w < LIMBS; w++) s[w] = (uint32_t)sum.limb[w];
  under_root(sum, c, v);
  for (int w = 0; w < LIMBS; w++) t[w] = (uint32_t)sum.limb[w];
  int roots = c.extra == 0 ? 0 : compare_digits(s, t, LIMBS);
  if (c.extra < 0) roots = -roots;
  if (signA == 0 || roots == 0 || signA == roots) return signA != 0 ? signA : roots;
  // Opposite signs: the larger square wins.
  int larger = compare_squares(a, s, t, c.extra);
  return larger == 0 ? 0 : larger > 0 ? signA : roots;
}

// The cluster rank / size of each vector, rank = how many projections are smaller, or equal and earlier.
KERNEL(code_clusters)(const float* vectors, const float* query, const float* key, const int* longQuery, const int* longKey,
                      const float* alpha, const double* sums, const double* errors, int* codes, int count, int queries, int keys, int d,
                      int hashes, int extra, int size) {
  int i = blockIdx.x * blockDim.x + threadIdx.x, head = blockIdx.y / hashes;
  if (i >= count) return;
  alpha += (long long)(blockIdx.y % hashes) * (d + 2);
  Clustering c = {alpha, query + ((long long)head * queries + longQuery[head]) * d, key + ((long long)head * keys + longKey[head]) * d,
                  alpha[extra], d};
  vectors += (long long)head * count * d;
  sums += (long long)blockIdx.y * count;
  errors += (long long)blockIdx.y * count;
  double own = sums[i], error = errors[i];
  int rank = 0;
  for (int j = 0; j < count; j++) {
    double difference = sums[j] - own;
    int sign = difference < 0 ? -1 : 1;
    if (fabs(difference) <= errors[j] + error) {
      sign = i == j ? 0 : compare_projections(c, vectors + (long long)j * d, vectors + (long long)i * d);
    }
    rank += sign < 0 || (sign == 0 && j < i);
  }
  codes[(long long)blockIdx.y * count + i] = rank / size;
}
EXPORT(code_clusters)
