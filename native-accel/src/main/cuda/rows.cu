// Choices of single rows, a block of 256 threads a row.
#include "device.cuh"

// The warp-wide, then block-wide best of (value, index): larger values first, equal values by smaller index.
DEVICE void better(float& value, int& index, float otherValue, int otherIndex) {
  if (otherIndex >= 0 && (index < 0 || otherValue > value || (otherValue == value && otherIndex < index))) {
    value = otherValue;
    index = otherIndex;
  }
}

// A number as it is kept: in binary32 (0), binary16 (1) or bfloat16 (2).
DEVICE float kept(float x, int format) { return format == 0 ? x : format == 1 ? from_half(to_half(x)) : from_bfloat(to_bfloat(x)); }

// Uniform quantisation of each row by itself (sheet zipcache, D1-D2, per token): lo and hi are exact, scale = fl(fl(hi - lo) / levels), or
// of largest magnitudes fl(most / levels); both are used as they are kept. Code = rint(fl(fl(x - lo) / scale)), halves to even or away from 0,
// cut to 0 .. levels, symmetric ones to -levels .. levels with lo = 0; decoded = lo + scale * code, possibly fused. A constant row, or one of
// zeros, has scale 0, codes 0, and decodes to itself. Codes have 8 bits or 16 (wide), signed if symmetric. Rows must be finite.
KERNEL(quantise_rows)(const float* x, float* low, float* scale, void* codes, float* decoded, int columns, int levels, int symmetric,
                      int away, int format, int wide) {
  float* shared = (float*)SHARED;
  long long row = (long long)blockIdx.x * columns;
  float lo = __builtin_huge_valf(), hi = MINUS_INFINITY;
  for (int c = threadIdx.x; c < columns; c += 256) {
    lo = fminf(lo, x[row + c]);
    hi = fmaxf(hi, x[row + c]);
  }
  for (int half = 16; half > 0; half /= 2) {
    lo = fminf(lo, __shfl_xor_sync(ALL_LANES, lo, half));
    hi = fmaxf(hi, __shfl_xor_sync(ALL_LANES, hi, half));
  }
  if (threadIdx.x % WARP == 0) {
    shared[threadIdx.x / WARP] = lo;
    shared[8 + threadIdx.x / WARP] = hi;
  }
  __syncthreads();
  for (int w = 0; w < 8; w++) {
    lo = fminf(lo, shared[w]);
    hi = fmaxf(hi, shared[8 + w]);
  }
  float step = kept(symmetric ? fmaxf(-lo, hi) / (float)levels : (hi - lo) / (float)levels, format);
  lo = symmetric ? 0 : kept(lo, format);
  if (threadIdx.x == 0) {
    low[blockIdx.x] = lo;
    scale[blockIdx.x] = step;
  }
  for (int c = threadIdx.x; c < columns; c += 256) {
    float position = (x[row + c] - lo) / step;
    float code = step == 0 ? 0 : away ? roundf(position) : rintf(position);
    code = fminf(fmaxf(code, symmetric ? -(float)levels : 0), (float)levels);
    if (wide) {
      ((uint16_t*)codes)[row + c] = (uint16_t)(int)code;
    } else {
      ((uint8_t*)codes)[row + c] = (uint8_t)(int)code;
    }
    decoded[row + c] = step == 0 ? x[row + c] : lo + step * code;
  }
}
EXPORT(quantise_rows)

// The k largest of each row, largest first, ties to the smaller index: k passes, each over what is left. Exact comparisons; -0 and 0 are
// equal. Rows must not hold NaN, and k is at most the number of columns.
KERNEL(largest_of_rows)(const float* x, float* values, int* indices, int columns, int k) {
  float* bestValue = (float*)SHARED;
  int* bestIndex = (int*)(bestValue + 8);
  const float* row = x + (long long)blockIdx.x * columns;
  float lastValue = 0;
  int lastIndex = -1;
  for (int place = 0; place < k; place++) {
    float value = 0;
    int index = -1;
    for (int c = threadIdx.x; c < columns; c += 256) {
      float y = row[c];
      // What comes behind the last choice in the order of choices.
      bool left = lastIndex < 0 || y < lastValue || (y == lastValue && c > lastIndex);
      if (left) better(value, index, y, c);
    }
    for (int half = 16; half > 0; half /= 2) {
      float otherValue = __shfl_xor_sync(ALL_LANES, value, half);
      int otherIndex = __shfl_xor_sync(ALL_LANES, index, half);
      better(value, index, otherValue, otherIndex);
    }
    __syncthreads();
    if (threadIdx.x % WARP == 0) {
      bestValue[threadIdx.x / WARP] = value;
      bestIndex[threadIdx.x / WARP] = index;
    }
    __syncthreads();
    for (int w = 0; w < 8; w++) better(value, index, bestValue[w], bestIndex[w]);
    lastValue = value;
    lastIndex = index;
    if (threadIdx.x == 0) {
      values[(long long)blockIdx.x * k + place] = value;
      indices[(long long)blockIdx.x * k + place] = index;
    }
  }
}
EXPORT(largest_of_rows)
