// Scatterbrain attention, forward, in binary32, in the efficient form (sheet scatterbrain, D3, D7-D9): positive random features, their
// products with the values summed over the keys that a query may see, and a correction on the support, a list of keys for every query and
// table (buckets.cu). x and y of the sheet are root * q and root * k; a query sees the keys before its limit.
// Roundings: x = fl(root q); feature = expf(fl(sum w x - half |x|^2)), or with -sum; sigma = expf(fl(tau sum q k)); e = fl(sum of feature
// products / divisor); numerator and normaliser = fl(sum of feature times column / divisor) + sum of fl(sigma - e) times column; one division.
#include "device.cuh"

#define COLUMNS 9
// Keys that are summed before anything is added to them, and queries that one warp follows.
#define CHUNK 128
// Features of a lane.
#define STATES 8

// Features of rows [count, d] for projections [features, d]; hyperbolic ones are followed by those of -w. A warp works on one row.
KERNEL(scatterbrain_features)(const float* x, const float* projections, float* out, int count, int d, int projected, int hyperbolic,
                              float root) {
  int row = blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP, lane = threadIdx.x % WARP;
  if (row >= count) return;
  x += (long long)row * d;
  out += (long long)row * projected * (hyperbolic ? 2 : 1);
  float squares = 0;
  for (int l = lane; l < d; l += WARP) squares += (root * x[l]) * (root * x[l]);
  for (int half = 16; half > 0; half /= 2) squares += __shfl_xor_sync(ALL_LANES, squares, half);
  for (int r = lane; r < projected; r += WARP) {
    float inner = 0;
    for (int l = 0; l < d; l++) inner += projections[(long long)r * d + l] * (root * x[l]);
    out[r] = expf(inner - 0.5f * squares);
    if (hyperbolic) out[projected + r] = expf(-inner - 0.5f * squares);
  }
}
EXPORT(scatterbrain_features)

// sums[head, chunk, c, f] = sum over a chunk's keys of feature f times value column c, the column behind the last being 1; one thread each.
KERNEL(scatterbrain_sums)(const float* features, const float* value, float* sums, int keys, int count, int dv, int chunks) {
  long long entries = (long long)count * (dv + 1);
  long long e = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (e >= entries * chunks) return;
  int chunk = (int)(e / entries), c = (int)(e % entries / count), f = (int)(e % count);
  features += (long long)blockIdx.y * keys * count;
  value += (long long)blockIdx.y * keys * dv;
  int end = smaller((chunk + 1) * CHUNK, keys);
  float sum = 0;
  for (int j = chunk * CHUNK; j < end; j++) {
    float w = features[(long long)j * count + f];
    sum += c == dv ? w : w * value[(long long)j * dv + c];
  }
  sums[(long long)blockIdx.y * entries * (chunks + 1) + e] = sum;
}
EXPORT(scatterbrain_sums)

// Sums of chunks become the sums of all chunks before; behind the last chunk stands the sum of all.
KERNEL(scatterbrain_carry)(float* sums, long long entries, int chunks) {
  long long e = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (e >= entries) return;
  sums += (long long)blockIdx.y * entries * (chunks + 1) + e;
  float before = 0;
  for (int t = 0; t < chunks; t++) {
    float own = sums[t * entries];
    sums[t * entries] = before;
    before += own;
  }
  sums[chunks * entries] = before;
}
EXPORT(scatterbrain_carry)

// The number of keys that query i may see: those up to i + offset under a causal mask.
DEVICE int limit_of(int i, int keys, int causal, int offset) {
  return causal ? smaller(keys, larger(0, i + 1 + offset)) : keys;
}

// y[head, query, c] = sum over features of the query's feature times the sum over its keys, over the divisor. A warp follows one column over
// a chunk of queries: a lane holds the sums of the features lane, lane + 32, .. and adds keys as they come into sight.
KERNEL(scatterbrain_low_rank)(const float* queryFeatures, const float* keyFeatures, const float* value, const float* sums, float* y, int n,
                              int keys, int count, int dv, int chunks, int causal, int offset, float divisor) {
  int perChunk = (dv + 1 + blockDim.x / WARP - 1) / (blockDim.x / WARP);
  int first = blockIdx.x / perChunk * CHUNK, c = blockIdx.x % perChunk * (blockDim.x / WARP) + threadIdx.x / WARP;
  int lane = threadIdx.x % WARP;
  // Whole warps leave together.
  if (c > dv) return;
  queryFeatures += (long long)blockIdx.y * n * count;
  keyFeatures += (long long)blockIdx.y * keys * count;
  value += (long long)blockIdx.y * keys * dv;
  y += (long long)blockIdx.y * n * (dv + 1);
  int end = smaller(first + CHUNK, n), limit = limit_of(first, keys, causal, offset);
  int chunk = limit == keys ? chunks : limit / CHUNK;
  sums += (((long long)blockIdx.y * (chunks + 1) + chunk) * (dv + 1) + c) * count;
  for (int from = 0; from < count; from += WARP * STATES) {
    float state[STATES];
    UNROLL
    for (int s = 0; s < STATES; s++) {
      int f = from + lane + WARP * s;
      state[s] = f < count ? sums[f] : 0;
    }
    int seen = smaller(chunk * CHUNK, keys);
    for (int i = first; i < end; i++) {
      limit = limit_of(i, keys, causal, offset);
      for (; seen < limit; seen++) {
        float column = c == dv ? 1 : value[(long long)seen * dv + c];
        UNROLL
        for (int s = 0; s < STATES; s++) {
          int f = from + lane + WARP * s;
          if (f < count) state[s] += keyFeatures[(long long)seen * count + f] * column;
        }
      }
      float sum = 0;
      UNROLL
      for (int s = 0; s < STATES; s++) {
        int f = from + lane + WARP * s;
        if (f < count) sum += queryFeatures[(long long)i * count + f] * state[s];
      }
      for (int half = 16; half > 0; half /= 2) sum += __shfl_xor_sync(ALL_LANES, sum, half);
      if (lane == 0) {
        long long at = (long long)i * (dv + 1) + c;
        if (from > 0) sum += y[at];
        y[at] = from + WARP * STATES < count ? sum : sum / divisor;
      }
    }
  }
}
EXPORT(scatterbrain_low_rank)

// The support: the keys of query i in table t are positions begin .. end - 1 of a list, or the positions themselves where there is none.
// One list for all heads, or one of stride keys for each head and table; codes are there where there are several tables.
struct Support {
  const int *begin, *end, *list, *queryCodes, *keyCodes;
  int tables, perHead, n, keys;
};

// Calls visit(j) for each key of the union over tables once, in the first table that finds it (D9). Keys ascend inside a bucket.
template <class V>
DEVICE void visit_keys(const Support& s, int head, int i, int limit, V visit) {
  for (int t = 0; t < s.tables; t++) {
    long long segment = (long long)(s.perHead ? head : 0) * s.tables + t, row = segment * s.n + i;
    const int* list = s.list == nullptr ? nullptr : s.list + (s.keyCodes == nullptr ? 0 : segment * s.keys);
    int end = s.end[row];
    for (int p = s.begin[row]; p < end; p++) {
      int j = list == nullptr ? p : list[p];
      if (j >= limit) break;
      bool found = false;
      for (int e = 1; e <= t && !found; e++) {
        found = s.queryCodes[row - (long long)e * s.n] == s.keyCodes[(segment - e) * s.keys + j];
      }
      if (!found) visit(j);
    }
  }
}

// times[head, query, key]: how often the correction visits a pair, which is 0 or 1; and how many pairs each query has. Either may be missing.
KERNEL(scatterbrain_support)(const int* begin, const int* end, const int* list, const int* queryCodes, const int* keyCodes, int tables,
                             int perHead, uint8_t* times, int* pairs, int n, int keys, int causal, int offset) {
  int i = blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP, lane = threadIdx.x % WARP;
  if (i >= n) return;
  long long row = (long long)blockIdx.y * n + i;
  Support support = {begin, end, list, queryCodes, keyCodes, tables, perHead, n, keys};
  // A lane owns the keys lane, lane + 32, ..
  if (times != nullptr) {
    for (int j = lane; j < keys; j += WARP) times[row * keys + j] = 0;
  }
  int sum = 0;
  visit_keys(support, blockIdx.y, i, limit_of(i, keys, causal, offset), [&](int j) {
    if (times != nullptr && j % WARP == lane) times[row * keys + j]++;
    sum++;
  });
  if (pairs != nullptr && lane == 0) pairs[row] = sum;
}
EXPORT(scatterbrain_support)

// The output of one query a warp: the low-rank part, if there are features, and the correction on the support. A row that sees nothing is 0.
KERNEL(scatterbrain_output)(const float* query, const float* key, const float* queryFeatures, const float* keyFeatures, const float* value,
                            const float* lowRank, const int* begin, const int* end, const int* list, const int* queryCodes,
                            const int* keyCodes, int tables, int perHead, float* out, int n, int keys, int d, int dv, int count, int causal,
                            int offset, float tau, float divisor) {
  int i = blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP, lane = threadIdx.x % WARP;
  if (i >= n) return;
  long long row = (long long)blockIdx.y * n + i;
  const float* x = query + row * d;
  const float* xFeatures = queryFeatures + row * count;
  key += (long long)blockIdx.y * keys * d;
  keyFeatures += (long long)blockIdx.y * keys * count;
  value += (long long)blockIdx.y * keys * dv;
  float total[COLUMNS];
  UNROLL
  for (int t = 0; t < COLUMNS; t++) {
    int c = lane + WARP * t;
    total[t] = count > 0 && c <= dv ? lowRank[row * (dv + 1) + c] : 0;
  }
  int limit = limit_of(i, keys, causal, offset), seen = count > 0 ? limit : 0;
  Support support = {begin, end, list, queryCodes, keyCodes, tables, perHead, n, keys};
  visit_keys(support, blockIdx.y, i, limit, [&](long long j) {
    float logit = 0, estimate = 0;
    for (int l = lane; l < d; l += WARP) logit += x[l] * key[j * d + l];
    for (int f = lane; f < count; f += WARP) estimate += xFeatures[f] * keyFeatures[j * count + f];
    for (int half = 16; half > 0; half /= 2) {
      logit += __shfl_xor_sync(ALL_LANES, logit, half);
      estimate += __shfl_xor_sync(ALL_LANES, estimate, half);
    }
    float correction = expf(tau * logit) - estimate / divisor;
    UNROLL
    for (int t = 0; t < COLUMNS; t++) {
      int c = lane + WARP * t;
      if (c <= dv) total[t] += c == dv ? correction : correction * value[j * dv + c];
    }
    seen++;
  });
  // The normaliser is column dv.
  float normaliser = 0;
  UNROLL
  for (int t = 0; t < COLUMNS; t++) {
    float other = __shfl_sync(ALL_LANES, total[t], dv % WARP);
    if (t == dv / WARP) normaliser = other;
  }
  UNROLL
  for (int t = 0; t < COLUMNS; t++) {
    int c = lane + WARP * t;
    if (c < dv) out[row * dv + c] = seen > 0 ? total[t] / normaliser : 0;
  }
}
EXPORT(scatterbrain_output)
