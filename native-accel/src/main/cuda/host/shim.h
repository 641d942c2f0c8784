// The part of CUDA that the kernels use, on an ordinary processor: the threads of a block are fibres on one core, run in a chosen order
// from barrier to barrier; blocks follow one another. Shared memory is poisoned with NaNs before every block, and a block that finishes
// while some of its threads wait at a barrier, or meet different ones, ends the process with a message.
#ifndef FIDUCIAL_HOST_SHIM_H
#define FIDUCIAL_HOST_SHIM_H

#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#define KERNEL(name) static void name
#define EXPORT(name) static const bool name##_registered = host::add(#name, host::unpacked(name), host::sizes(name));
#define DEVICE static inline
#define MEMBER static inline
#define RESTRICT
#define UNROLL

namespace host {

struct Index {
  int x, y, z;
};

extern Index thread, block, blockSize, gridSize;
extern unsigned char* sharedMemory;

// A kernel with its arguments in slots of 8 bytes.
typedef std::function<void(const uint64_t*)> Call;
bool add(const char* name, Call call, std::vector<size_t> sizes);

template <class T>
T argument(uint64_t slot) {
  T x;
  static_assert(sizeof(T) <= 8, "arguments are numbers and pointers");
  std::memcpy(&x, &slot, sizeof(T));
  return x;
}

template <class... A, size_t... I>
void call(void (*kernel)(A...), const uint64_t* slots, std::index_sequence<I...>) {
  kernel(argument<A>(slots[I])...);
}

template <class... A>
Call unpacked(void (*kernel)(A...)) {
  return [kernel](const uint64_t* slots) { call(kernel, slots, std::index_sequence_for<A...>()); };
}

// How many bytes each argument has.
template <class... A>
std::vector<size_t> sizes(void (*)(A...)) {
  return {sizeof(A)...};
}

// Waits until every thread of the block has come to the same barrier.
void blockBarrier();

// Shows every lane's bytes to the warp; the result holds those of lane l at l * size and stays valid until the lane's next exchange.
const unsigned char* exchange(const void* mine, size_t size);

template <class T>
T read(const unsigned char* all, int lane) {
  T x;
  std::memcpy(&x, all + lane * sizeof(T), sizeof(T));
  return x;
}

inline int lane() { return thread.x % 32; }

}  // namespace host

#define threadIdx host::thread
#define blockIdx host::block
#define blockDim host::blockSize
#define gridDim host::gridSize
#define SHARED host::sharedMemory
#define __syncthreads() host::blockBarrier()

template <class T>
static inline T __shfl_xor_sync(unsigned, T x, int mask, int width = 32) {
  const unsigned char* all = host::exchange(&x, sizeof(T));
  int other = host::lane() ^ mask;
  // As on a GPU: within its group of width lanes, else the lane's own.
  return host::read<T>(all, other / width == host::lane() / width ? other : host::lane());
}

template <class T>
static inline T __shfl_sync(unsigned, T x, int source, int width = 32) {
  const unsigned char* all = host::exchange(&x, sizeof(T));
  return host::read<T>(all, host::lane() / width * width + source % width);
}

template <class T>
static inline T __shfl_up_sync(unsigned, T x, int delta, int width = 32) {
  const unsigned char* all = host::exchange(&x, sizeof(T));
  int own = host::lane() % width;
  return host::read<T>(all, own >= delta ? host::lane() - delta : host::lane());
}

static inline int __syncthreads_or(int predicate) {
  static int any;
  host::blockBarrier();
  any = 0;
  host::blockBarrier();
  any |= predicate != 0;
  host::blockBarrier();
  return any;
}

// One rounding each, and never fused: what the intrinsics of these names promise.
static inline double __dadd_rn(double a, double b) { return a + b; }
static inline double __dsub_rn(double a, double b) { return a - b; }
static inline double __dmul_rn(double a, double b) { return a * b; }
static inline double __ddiv_rn(double a, double b) { return a / b; }
static inline double __fma_rn(double a, double b, double c) { return std::fma(a, b, c); }
static inline double __longlong_as_double(long long bits) { return host::argument<double>((uint64_t)bits); }
static inline float __fmul_rn(float a, float b) { return a * b; }
static inline float __fadd_rn(float a, float b) { return a + b; }
static inline int __float_as_int(float x) {
  int bits;
  std::memcpy(&bits, &x, 4);
  return bits;
}

static inline float from_half(uint16_t bits) {
  int exponent = bits >> 10 & 31;
  int fraction = bits & 1023;
  float x = exponent == 31  ? (fraction == 0 ? HUGE_VALF : NAN)
            : exponent == 0 ? std::ldexp((float)fraction, -24)
                            : std::ldexp((float)(fraction + 1024), exponent - 25);
  return bits >> 15 ? -x : x;
}

static inline uint16_t to_half(float x) {
  uint16_t sign = std::signbit(x) ? 0x8000 : 0;
  if (std::isnan(x)) return 0x7fff;
  float a = std::fabs(x);
  if (a >= 65520.0f) return sign | 0x7c00;
  int e;
  std::frexp(a, &e);
  // The unit of the last place: 11 digits, none below 2^-24. Dividing by it and rounding the quotient are each exact or right.
  int unit = e - 11 < -24 ? -24 : e - 11;
  int digits = (int)std::nearbyint(std::ldexp(a, -unit));
  if (digits == 2048) {
    digits = 1024;
    unit++;
  }
  return sign | (digits < 1024 ? digits : ((unit + 25) << 10) + (digits - 1024));
}

static inline uint16_t to_bfloat(float x) {
  uint32_t code;
  std::memcpy(&code, &x, 4);
  if (std::isnan(x)) return 0x7fff;
  uint32_t kept = code >> 16;
  uint32_t rest = code & 0xffff;
  return (uint16_t)(kept + (rest > 0x8000 || (rest == 0x8000 && (kept & 1))));
}

// The tensor cores' product with the fragments of the PTX manual; each element is summed in index order, rounded after every term.
template <class F>
static inline void host_mma(float d[4], const uint32_t a[4], const uint32_t b[2], F value) {
  struct {
    uint32_t a[4], b[2];
  } mine;
  std::memcpy(mine.a, a, 16);
  std::memcpy(mine.b, b, 8);
  const unsigned char* all = host::exchange(&mine, sizeof(mine));
  int group = host::lane() / 4;
  int pair = host::lane() % 4;
  for (int e = 0; e < 4; e++) {
    int row = group + (e / 2) * 8;
    int column = pair * 2 + e % 2;
    float sum = d[e];
    for (int k = 0; k < 16; k++) {
      auto holderA = host::read<decltype(mine)>(all, row % 8 * 4 + k % 8 / 2);
      auto holderB = host::read<decltype(mine)>(all, column * 4 + k % 8 / 2);
      uint32_t wordA = holderA.a[row / 8 + k / 8 * 2];
      uint32_t wordB = holderB.b[k / 8];
      sum += value((uint16_t)(wordA >> (k % 2 * 16))) * value((uint16_t)(wordB >> (k % 2 * 16)));
    }
    d[e] = sum;
  }
}

static inline float host_from_bfloat(uint16_t bits) {
  uint32_t code = (uint32_t)bits << 16;
  float x;
  std::memcpy(&x, &code, 4);
  return x;
}

static inline void mma_half(float d[4], const uint32_t a[4], const uint32_t b[2]) { host_mma(d, a, b, from_half); }
static inline void mma_bfloat(float d[4], const uint32_t a[4], const uint32_t b[2]) {
  host_mma(d, a, b, host_from_bfloat);
}

static inline void host_load(uint32_t r[4], const uint16_t* row, bool transposed) {
  const unsigned char* all = host::exchange(&row, sizeof(row));
  for (int j = 0; j < 4; j++) {
    uint16_t half[2];
    for (int e = 0; e < 2; e++) {
      int i = host::lane() / 4;
      int c = host::lane() % 4 * 2 + e;
      const uint16_t* from = host::read<const uint16_t*>(all, j * 8 + (transposed ? c : i));
      half[e] = from[transposed ? i : c];
    }
    r[j] = half[0] | (uint32_t)half[1] << 16;
  }
}

static inline void load_matrices(uint32_t r[4], const uint16_t* row) { host_load(r, row, false); }
static inline void load_transposed(uint32_t r[4], const uint16_t* row) { host_load(r, row, true); }

#endif
