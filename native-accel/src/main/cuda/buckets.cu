// Supports of a sparse correction as lists (sheet scatterbrain, D5, D9): keys in the order of their codes (codes.cu), and where the bucket of
// every query begins and ends in it. A segment is one table of one head; memory is of the order of segments times tokens. Nothing is added
// atomically, so nothing depends on the order of threads.
#include "device.cuh"

// Threads a block of the sort, elements a thread, and the digits of one pass.
#define THREADS 256
#define ITEMS 8
#define TILE (THREADS * ITEMS)
#define DIGIT_BITS 4
#define DIGITS (1 << DIGIT_BITS)

// ---- The stable order of keys by code: passes over digits from the lowest on, blocks (tile, segment) ----

// How many elements of this thread have each digit; they are consecutive, which keeps the order stable.
DEVICE void count_digits(int* counter, const int* codes, const int* order, int first, int end, int shift) {
  for (int digit = 0; digit < DIGITS; digit++) counter[digit * THREADS + threadIdx.x] = 0;
  for (int p = first; p < end; p++) {
    int code = codes[order == nullptr ? p : order[p]];
    counter[(code >> shift & (DIGITS - 1)) * THREADS + threadIdx.x]++;
  }
}

// The sum of x over the lanes before this one, and its own.
DEVICE int warp_sums(int x) {
  int lane = threadIdx.x % WARP;
  for (int step = 1; step < WARP; step *= 2) {
    int before = __shfl_up_sync(ALL_LANES, x, step);
    if (lane >= step) x += before;
  }
  return x;
}

// counts[segment, digit, tile]. The order of the pass before may be missing: then it is that of the indices.
KERNEL(bucket_counts)(const int* codes, const int* order, int* counts, int count, int shift) {
  int* counter = (int*)SHARED;
  codes += (long long)blockIdx.y * count;
  if (order != nullptr) order += (long long)blockIdx.y * count;
  int first = blockIdx.x * TILE + threadIdx.x * ITEMS;
  count_digits(counter, codes, order, first, smaller(first + ITEMS, count), shift);
  __syncthreads();
  int warp = threadIdx.x / WARP, lane = threadIdx.x % WARP;
  for (int digit = warp; digit < DIGITS; digit += THREADS / WARP) {
    int sum = 0;
    for (int t = lane; t < THREADS; t += WARP) sum += counter[digit * THREADS + t];
    for (int half = 16; half > 0; half /= 2) sum += __shfl_xor_sync(ALL_LANES, sum, half);
    if (lane == 0) counts[((long long)blockIdx.y * DIGITS + digit) * gridDim.x + blockIdx.x] = sum;
  }
}
EXPORT(bucket_counts)

// Each entry becomes the sum of those before it, in every row of x by itself; a block of 256 threads a row.
KERNEL(bucket_offsets)(int* x, int entries) {
  int* total = (int*)SHARED;
  x += (long long)blockIdx.y * entries;
  int warp = threadIdx.x / WARP, before = 0;
  for (int base = 0; base < entries; base += THREADS) {
    int e = base + threadIdx.x;
    int own = e < entries ? x[e] : 0, sum = warp_sums(own), here = before;
    if (threadIdx.x % WARP == WARP - 1) total[warp] = sum;
    __syncthreads();
    for (int w = 0; w < THREADS / WARP; w++) {
      if (w < warp) here += total[w];
      before += total[w];
    }
    if (e < entries) x[e] = here + sum - own;
    __syncthreads();
  }
}
EXPORT(bucket_offsets)

// Elements move to where their digit begins, behind those of the same digit before them.
KERNEL(bucket_places)(const int* codes, const int* order, const int* counts, int* next, int count, int shift) {
  int* counter = (int*)SHARED;
  codes += (long long)blockIdx.y * count;
  next += (long long)blockIdx.y * count;
  if (order != nullptr) order += (long long)blockIdx.y * count;
  int first = blockIdx.x * TILE + threadIdx.x * ITEMS, end = smaller(first + ITEMS, count);
  count_digits(counter, codes, order, first, end, shift);
  __syncthreads();
  int warp = threadIdx.x / WARP, lane = threadIdx.x % WARP;
  for (int digit = warp; digit < DIGITS; digit += THREADS / WARP) {
    int* row = counter + digit * THREADS + lane * (THREADS / WARP);
    int sum = 0;
    for (int t = 0; t < THREADS / WARP; t++) sum += row[t];
    int place = warp_sums(sum) + counts[((long long)blockIdx.y * DIGITS + digit) * gridDim.x + blockIdx.x];
    for (int t = THREADS / WARP - 1; t >= 0; t--) row[t] = place -= row[t];
  }
  __syncthreads();
  for (int p = first; p < end; p++) {
    int element = order == nullptr ? p : order[p];
    next[counter[(codes[element] >> shift & (DIGITS - 1)) * THREADS + threadIdx.x]++] = element;
  }
}
EXPORT(bucket_places)

// ---- Where each query's keys are: positions begin .. end - 1 of a list ----

// The first position whose code is at least b, or above b.
DEVICE int position(const int* codes, const int* order, int count, int b, bool above) {
  int low = 0, high = count;
  while (low < high) {
    int middle = low + (high - low) / 2, code = codes[order[middle]];
    if (code < b || (above && code == b)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// The bucket of each query in each segment.
KERNEL(bucket_ranges)(const int* queryCodes, const int* keyCodes, const int* order, int* begin, int* end, int queries, int keys) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= queries) return;
  long long at = (long long)blockIdx.y * queries + i, first = (long long)blockIdx.y * keys;
  begin[at] = position(keyCodes + first, order + first, keys, queryCodes[at], false);
  end[at] = position(keyCodes + first, order + first, keys, queryCodes[at], true);
}
EXPORT(bucket_ranges)

// The keys i - back <= j < i + ahead of query i.
KERNEL(support_window)(int* begin, int* end, int queries, int keys, int back, int ahead) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i >= queries) return;
  long long from = (long long)i - back, to = (long long)i + ahead;
  begin[i] = from < 0 ? 0 : from > keys ? keys : (int)from;
  end[i] = to > keys ? keys : (int)to;
}
EXPORT(support_window)

// How many keys each row of a mask [rows, keys] shows; a warp a row. The entry behind the last is 0.
KERNEL(support_counts)(const uint8_t* mask, int* counts, int rows, int keys) {
  int row = blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP, lane = threadIdx.x % WARP;
  if (row > rows) return;
  int sum = 0;
  if (row < rows) {
    for (int j = lane; j < keys; j += WARP) sum += mask[(long long)row * keys + j] != 0;
  }
  for (int half = 16; half > 0; half /= 2) sum += __shfl_xor_sync(ALL_LANES, sum, half);
  if (lane == 0) counts[row] = sum;
}
EXPORT(support_counts)

// The lists of all rows one after another, ascending, from where the sums of the counts say.
KERNEL(support_lists)(const uint8_t* mask, const int* start, int* begin, int* end, int* list, int rows, int keys) {
  int row = blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP, lane = threadIdx.x % WARP;
  if (row >= rows) return;
  int at = start[row];
  for (int base = 0; base < keys; base += WARP) {
    int j = base + lane;
    int own = j < keys && mask[(long long)row * keys + j] != 0 ? 1 : 0;
    int sum = warp_sums(own);
    if (own != 0) list[at + sum - 1] = j;
    at += __shfl_sync(ALL_LANES, sum, WARP - 1);
  }
  if (lane == 0) {
    begin[row] = start[row];
    end[row] = at;
  }
}
EXPORT(support_lists)
