// Scatterbrain attention without a mask, forward, in binary32, in the efficient form (sheet scatterbrain, D3, D7, D8): positive random features,
// their product with the values, and a correction on the support, a list of keys for every query. x and y are sqrt(tau) q and sqrt(tau) k.
// Roundings: feature = expf(fl(sum w x - half |x|^2)), or with -sum; sigma = expf(sum x y); e = fl(sum of feature products / divisor);
// numerator and normaliser = fl(sum of feature times column / divisor) + sum of fl(sigma - e) times column; one division.
#include "device.cuh"

#define COLUMNS 9

// Features of rows [count, d] for projections [features, d]; hyperbolic ones are followed by those of -w. A warp works on one row.
KERNEL(scatterbrain_features)(const float* x, const float* projections, float* out, int count, int d, int projected, int hyperbolic) {
  int row = blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP, lane = threadIdx.x % WARP;
  if (row >= count) return;
  x += (long long)row * d;
  out += (long long)row * projected * (hyperbolic ? 2 : 1);
  float squares = 0;
  for (int l = lane; l < d; l += WARP) squares += x[l] * x[l];
  for (int half = 16; half > 0; half /= 2) squares += __shfl_xor_sync(ALL_LANES, squares, half);
  for (int r = lane; r < projected; r += WARP) {
    float inner = 0;
    for (int l = 0; l < d; l++) inner += projections[(long long)r * d + l] * x[l];
    out[r] = expf(inner - 0.5f * squares);
    if (hyperbolic) out[projected + r] = expf(-inner - 0.5f * squares);
  }
}
EXPORT(scatterbrain_features)

// sums[f][c] = sum over keys of feature f times value column c, the column behind the last being 1; [features, dv + 1].
KERNEL(scatterbrain_sums)(const float* features, const float* value, float* sums, int keys, int count, int dv) {
  int e = blockIdx.x * blockDim.x + threadIdx.x;
  if (e >= count * (dv + 1)) return;
  int f = e / (dv + 1), c = e % (dv + 1);
  float sum = 0;
  for (int j = 0; j < keys; j++) {
    float w = features[(long long)j * count + f];
    sum += c == dv ? w : w * value[(long long)j * dv + c];
  }
  sums[e] = sum;
}
EXPORT(scatterbrain_sums)

// The output of one query a warp. Its support is list[start[i]] .. list[start[i + 1] - 1].
KERNEL(scatterbrain_output)(const float* x, const float* y, const float* queryFeatures, const float* keyFeatures, const float* value,
                            const float* sums, const int* start, const int* list, float* out, int n, int d, int dv, int count,
                            float divisor) {
  int i = blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP, lane = threadIdx.x % WARP;
  if (i >= n) return;
  x += (long long)i * d;
  queryFeatures += (long long)i * count;
  float total[COLUMNS];
  UNROLL
  for (int t = 0; t < COLUMNS; t++) {
    int c = lane + WARP * t;
    float sum = 0;
    if (c <= dv) {
      for (int f = 0; f < count; f++) sum += queryFeatures[f] * sums[f * (dv + 1) + c];
    }
    total[t] = sum / divisor;
  }
  for (int p = start[i]; p < start[i + 1]; p++) {
    long long j = list[p];
    float logit = 0, estimate = 0;
    for (int l = lane; l < d; l += WARP) logit += x[l] * y[j * d + l];
    for (int f = lane; f < count; f += WARP) estimate += queryFeatures[f] * keyFeatures[j * count + f];
    for (int half = 16; half > 0; half /= 2) {
      logit += __shfl_xor_sync(ALL_LANES, logit, half);
      estimate += __shfl_xor_sync(ALL_LANES, estimate, half);
    }
    float correction = expf(logit) - estimate / divisor;
    UNROLL
    for (int t = 0; t < COLUMNS; t++) {
      int c = lane + WARP * t;
      if (c <= dv) total[t] += c == dv ? correction : correction * value[j * dv + c];
    }
  }
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
    if (c < dv) out[(long long)i * dv + c] = total[t] / normaliser;
  }
}
EXPORT(scatterbrain_output)
