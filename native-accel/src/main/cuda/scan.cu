// Causal recurrences h_i = lambda_i h_(i-1) + x_i with an output that is linear in the state, in binary32 (sheet dsf): S6 (D10) and linear
// attention (D4), (D6), which is the case lambda = 1. Chunked (D18): pass 1 finds what each chunk adds to a zero state
// and the product of its lambda, pass 2 carries states from chunk to chunk, pass 3 runs every chunk from its carried state.
// A warp works on one channel of one chunk, a lane holds the states lane, lane + 32, .. of at most 256.
// Roundings: h = fl(fl(lambda h) + x), possibly fused; the output sums a lane's terms in order, then a tree over 32 lanes.
#include "device.cuh"

#define STATES 8

// The arguments of all passes: length tokens, chunk tokens a chunk, channels, n states a channel.
// ends and products: [chunk, channel, state]; carried alike, the state before each chunk.

// S6: lambda = expf(-fl(delta a)), x = fl(fl(delta b) u), output sum c h, plus fl(D u).
struct Selective {
  const float *delta, *rates, *input, *output, *tokens, *skip;
  int channels, n;

  MEMBER float decay(const Selective& p, int i, int c, int m) { return expf(-(p.delta[i * p.channels + c] * p.rates[c * p.n + m])); }
  MEMBER float drive(const Selective& p, int i, int c, int m) {
    return p.delta[i * p.channels + c] * p.input[i * p.n + m] * p.tokens[i * p.channels + c];
  }
  MEMBER float read(const Selective& p, int i, int, int m) { return p.output[i * p.n + m]; }
  MEMBER float finish(const Selective& p, float y, int i, int c) {
    return p.skip == nullptr ? y : y + p.skip[c] * p.tokens[i * p.channels + c];
  }
};

// Linear attention: x = psi_m v_c, output sum phi_m h_m. The channel behind the last value sums psi alone: its output is the normaliser.
struct Linear {
  const float *phi, *psi, *value;
  int channels, n;

  MEMBER float decay(const Linear&, int, int, int) { return 1; }
  MEMBER float drive(const Linear& p, int i, int c, int m) {
    float k = p.psi[i * p.n + m];
    return c == p.channels - 1 ? k : k * p.value[i * (p.channels - 1) + c];
  }
  MEMBER float read(const Linear& p, int i, int, int m) { return p.phi[i * p.n + m]; }
  MEMBER float finish(const Linear&, float y, int, int) { return y; }
};

template <class P>
DEVICE void chunk_ends(const P& p, float* ends, float* products, int length, int chunk) {
  int c = blockIdx.y * (blockDim.x / WARP) + threadIdx.x / WARP, lane = threadIdx.x % WARP;
  if (c >= p.channels) return;
  int first = blockIdx.x * chunk, end = smaller(first + chunk, length);
  UNROLL
  for (int s = 0; s < STATES; s++) {
    int m = lane + WARP * s;
    if (m >= p.n) break;
    float h = 0, product = 1;
    for (int i = first; i < end; i++) {
      float l = P::decay(p, i, c, m);
      h = l * h + P::drive(p, i, c, m);
      product *= l;
    }
    long long at = ((long long)blockIdx.x * p.channels + c) * p.n + m;
    ends[at] = h;
    products[at] = product;
  }
}

template <class P>
DEVICE void chunk_outputs(const P& p, const float* carried, float* y, int length, int chunk) {
  int c = blockIdx.y * (blockDim.x / WARP) + threadIdx.x / WARP, lane = threadIdx.x % WARP;
  // Whole warps leave together.
  if (c >= p.channels) return;
  int first = blockIdx.x * chunk, end = smaller(first + chunk, length);
  float h[STATES];
  UNROLL
  for (int s = 0; s < STATES; s++) {
    int m = lane + WARP * s;
    h[s] = m < p.n ? carried[((long long)blockIdx.x * p.channels + c) * p.n + m] : 0;
  }
  for (int i = first; i < end; i++) {
    float sum = 0;
    UNROLL
    for (int s = 0; s < STATES; s++) {
      int m = lane + WARP * s;
      if (m >= p.n) break;
      h[s] = P::decay(p, i, c, m) * h[s] + P::drive(p, i, c, m);
      sum += P::read(p, i, c, m) * h[s];
    }
    UNROLL
    for (int half = 16; half > 0; half /= 2) sum += __shfl_xor_sync(ALL_LANES, sum, half);
    if (lane == 0) y[(long long)i * p.channels + c] = P::finish(p, sum, i, c);
  }
}

// Pass 2, for all recurrences: one thread a state; ends become the states before each chunk.
KERNEL(scan_carry)(float* ends, const float* products, long long states, int chunks) {
  long long at = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (at >= states) return;
  float h = 0;
  for (int t = 0; t < chunks; t++) {
    float next = products[t * states + at] * h + ends[t * states + at];
    ends[t * states + at] = h;
    h = next;
  }
}
EXPORT(scan_carry)

#define PASSES(name, P, arguments, values)                                                                   \
  KERNEL(scan_##name##_ends)(arguments, int channels, int n, float* ends, float* products, int length, int chunk) { \
    P p = {values, channels, n};                                                                             \
    chunk_ends<P>(p, ends, products, length, chunk);                                                         \
  }                                                                                                          \
  EXPORT(scan_##name##_ends)                                                                                 \
  KERNEL(scan_##name##_outputs)(arguments, int channels, int n, const float* carried, float* y, int length, int chunk) { \
    P p = {values, channels, n};                                                                             \
    chunk_outputs<P>(p, carried, y, length, chunk);                                                          \
  }                                                                                                          \
  EXPORT(scan_##name##_outputs)

#define COMMA ,
PASSES(selective, Selective,
       const float* delta COMMA const float* rates COMMA const float* input COMMA const float* output COMMA const float* tokens COMMA
           const float* skip,
       delta COMMA rates COMMA input COMMA output COMMA tokens COMMA skip)
PASSES(linear, Linear, const float* phi COMMA const float* psi COMMA const float* value, phi COMMA psi COMMA value)

// out = y without its last column, divided by it: the quotient of linear attention. A normaliser of 0 gives what the division gives.
KERNEL(scan_quotient)(const float* y, float* out, int length, int channels) {
  int e = blockIdx.x * blockDim.x + threadIdx.x;
  if (e >= length * (channels - 1)) return;
  int i = e / (channels - 1), c = e % (channels - 1);
  out[e] = y[(long long)i * channels + c] / y[(long long)i * channels + channels - 1];
}
EXPORT(scan_quotient)

// 1 + elu, in place: x + 1 above 0, expf(x) below.
KERNEL(scan_features)(float* x, int count) {
  int e = blockIdx.x * blockDim.x + threadIdx.x;
  if (e < count) x[e] = x[e] > 0 ? x[e] + 1 : expf(x[e]);
}
EXPORT(scan_features)
