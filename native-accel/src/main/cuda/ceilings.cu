// What a device can do at most: plain copies and plain multiply-adds, to measure other kernels against.
#include "attention.cuh"

KERNEL(ceiling_copy)(const float* from, float* to, long long fours) {
  for (long long e = (long long)blockIdx.x * blockDim.x + threadIdx.x; e < fours; e += (long long)gridDim.x * blockDim.x) {
    *(Four*)&to[4 * e] = *(const Four*)&from[4 * e];
  }
}
EXPORT(ceiling_copy)

// 16 multiply-adds a round, in 8 independent chains, none of which the compiler can leave out.
template <class T>
DEVICE void multiply_add(T* out, T factor, T term, int rounds) {
  T x[8];
  UNROLL
  for (int c = 0; c < 8; c++) x[c] = (T)(threadIdx.x + c);
  for (int i = 0; i < rounds; i++) {
    UNROLL
    for (int t = 0; t < 2; t++) {
      UNROLL
      for (int c = 0; c < 8; c++) x[c] = x[c] * factor + term;
    }
  }
  T sum = 0;
  UNROLL
  for (int c = 0; c < 8; c++) sum += x[c];
  out[blockIdx.x * blockDim.x + threadIdx.x] = sum;
}

KERNEL(ceiling_binary32)(float* out, float factor, float term, int rounds) { multiply_add(out, factor, term, rounds); }
EXPORT(ceiling_binary32)

KERNEL(ceiling_binary64)(double* out, double factor, double term, int rounds) { multiply_add(out, factor, term, rounds); }
EXPORT(ceiling_binary64)

// 4 products of 16 x 16 by 16 x 8 a round and warp, on tensor cores.
KERNEL(ceiling_tensor)(float* out, int rounds) {
  float d[4][4] = {};
  uint32_t a[4] = {threadIdx.x & 1u, 0, 0, 0}, b[2] = {threadIdx.x & 2u, 0};
  for (int i = 0; i < rounds; i++) {
    UNROLL
    for (int c = 0; c < 4; c++) mma_half(d[c], a, b);
  }
  float sum = 0;
  UNROLL
  for (int c = 0; c < 4; c++) sum += d[c][0] + d[c][1] + d[c][2] + d[c][3];
  out[blockIdx.x * blockDim.x + threadIdx.x] = sum;
}
EXPORT(ceiling_tensor)
