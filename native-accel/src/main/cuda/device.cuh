// One source for two machines: a GPU (nvcc) and an ordinary processor (any C++17 compiler, host/shim.h).
//
// Kernels are plain C++ over: KERNEL(name)(arguments), EXPORT(name), threadIdx.x, blockIdx, gridDim, blockDim.x, __syncthreads(),
// warp shuffles, SHARED (the block's dynamic shared memory) and the functions below. Blocks have one dimension; a warp is 32 threads.
#ifndef FIDUCIAL_DEVICE_CUH
#define FIDUCIAL_DEVICE_CUH

#ifdef __CUDACC__

#include <cuda_runtime.h>
#include <stdint.h>

#define KERNEL(name) extern "C" __global__ void name
#define EXPORT(name)
#define DEVICE __device__ __forceinline__
#define MEMBER static __device__ __forceinline__
#define RESTRICT __restrict__
// Before a loop: arrays that it indexes stay in registers.
#define UNROLL _Pragma("unroll")

extern __shared__ __align__(16) unsigned char shared_bytes[];
#define SHARED shared_bytes

// Numbers of 16 bits, converted as IEEE 754 rounds: to nearest, ties to even.
DEVICE float from_half(uint16_t bits) {
  float x;
  asm("cvt.f32.f16 %0, %1;" : "=f"(x) : "h"(bits));
  return x;
}

DEVICE uint16_t to_half(float x) {
  uint16_t bits;
  asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(x));
  return bits;
}

DEVICE uint16_t to_bfloat(float x) {
  uint16_t bits;
  asm("cvt.rn.bf16.f32 %0, %1;" : "=h"(bits) : "f"(x));
  return bits;
}

// D += A B on tensor cores: A 16 x 16, B 16 x 8, D 16 x 8 in binary32, spread over a warp as the PTX manual says of mma.m16n8k16.
DEVICE void mma_half(float d[4], const uint32_t a[4], const uint32_t b[2]) {
  asm("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

DEVICE void mma_bfloat(float d[4], const uint32_t a[4], const uint32_t b[2]) {
  asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
      : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
      : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
}

// Four 8 x 8 matrices of 16-bit numbers from shared memory; lane l names row l % 8 of matrix l / 8.
DEVICE void load_matrices(uint32_t r[4], const uint16_t* row) {
  uint32_t at = (uint32_t)__cvta_generic_to_shared(row);
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(at)
               : "memory");
}

// The same, each matrix transposed.
DEVICE void load_transposed(uint32_t r[4], const uint16_t* row) {
  uint32_t at = (uint32_t)__cvta_generic_to_shared(row);
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
               : "r"(at)
               : "memory");
}

#else
#include "host/shim.h"
#endif

#define WARP 32
#define ALL_LANES 0xffffffffu
#define MINUS_INFINITY (-__builtin_huge_valf())

DEVICE float from_bfloat(uint16_t bits) {
  union {
    uint32_t code;
    float value;
  } x;
  x.code = (uint32_t)bits << 16;
  return x.value;
}

// Formats of tensors in memory; all arithmetic on them is binary32.
struct Binary32 {
  typedef float Stored;
  MEMBER float load(float x) { return x; }
  MEMBER float store(float x) { return x; }
};

struct Binary16 {
  typedef uint16_t Stored;
  MEMBER float load(uint16_t x) { return from_half(x); }
  MEMBER uint16_t store(float x) { return to_half(x); }
  MEMBER void multiply(float d[4], const uint32_t a[4], const uint32_t b[2]) { mma_half(d, a, b); }
};

struct Bfloat16 {
  typedef uint16_t Stored;
  MEMBER float load(uint16_t x) { return from_bfloat(x); }
  MEMBER uint16_t store(float x) { return to_bfloat(x); }
  MEMBER void multiply(float d[4], const uint32_t a[4], const uint32_t b[2]) { mma_bfloat(d, a, b); }
};

DEVICE int smaller(int a, int b) { return a < b ? a : b; }
DEVICE int larger(int a, int b) { return a > b ? a : b; }

#endif
