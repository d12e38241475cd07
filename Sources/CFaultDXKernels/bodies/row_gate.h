// The convolution of a spatial attention: from `[row][2]`, mean and maximum side by side, to one number per row.
// Rows stay as they lie: lanes 2l and 2l + 1 hold the two numbers of row l, so a tap is one multiply-add of a register
// of alternating weights, and only the finished sums of neighbours are added.

/// Rows of descriptors in a register.
#define FDX_HALF (FDX_LANES / 2)

/// Half a register.
typedef float half_vector __attribute__((vector_size(FDX_HALF * 4), aligned(4)));

#if FDX_LANES == 16
#define FDX_EVEN(v) __builtin_shufflevector(v, v, 0, 2, 4, 6, 8, 10, 12, 14)
#define FDX_ODD(v) __builtin_shufflevector(v, v, 1, 3, 5, 7, 9, 11, 13, 15)
#elif FDX_LANES == 8
#define FDX_EVEN(v) __builtin_shufflevector(v, v, 0, 2, 4, 6)
#define FDX_ODD(v) __builtin_shufflevector(v, v, 1, 3, 5, 7)
#else
#define FDX_EVEN(v) __builtin_shufflevector(v, v, 0, 2)
#define FDX_ODD(v) __builtin_shufflevector(v, v, 1, 3)
#endif

/// Pairs of floats, to be copied together.
typedef long long pair_mask __attribute__((vector_size(FDX_LANES * 4), aligned(4)));

/// The two weights of a tap, alternating.
FDX_INLINE vector pair_lanes(const float *weights) {
  long long pair;
  memcpy(&pair, weights, sizeof(pair));
  return (vector)((pair_mask){0} + pair);
}

/// Sum over taps of `weight[tap] * from[row + tap]`, of `count` lanes.
FDX_INLINE vector pair_taps(
    ptrdiff_t taps, ptrdiff_t step, const float *weight, const float *from, ptrdiff_t count) {
  vector sum = {0};
  for (ptrdiff_t k = 0; k < taps; k++) {
    sum += pair_lanes(weight + 2 * k * step) * load_some(from + 2 * k, count);
  }
  return sum;
}

static void row_convolution(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t taps, const float *descriptors, ptrdiff_t d_stride,
    const float *weight, const float *bias, float *z) {
  const float start = bias ? *bias : 0;
  for (ptrdiff_t n = 0; n < samples; n++) {
    const float *from = descriptors + n * d_stride;
    float *to = z + n * rows;
    ptrdiff_t t = 0;
    for (; t + FDX_HALF <= rows; t += FDX_HALF) {
      const vector sum = pair_taps(taps, 1, weight, from + 2 * t, FDX_LANES);
      *(half_vector *)(to + t) = FDX_EVEN(sum) + FDX_ODD(sum) + start;
    }
    if (t < rows) {
      const vector sum = pair_taps(taps, 1, weight, from + 2 * t, 2 * (rows - t));
      for (ptrdiff_t l = 0; l < rows - t; l++) to[t + l] = sum[2 * l] + sum[2 * l + 1] + start;
    }
  }
}

static void row_convolution_backward(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t taps, const float *descriptors, ptrdiff_t d_stride,
    const float *weight, const float *dz, float *scratch, float *dweight, float *dbias, float *ddescriptors,
    ptrdiff_t dd_stride) {
  const ptrdiff_t reach = taps / 2;
  float bias_sum = 0;
  memset(scratch, 0, (size_t)(2 * (rows + 2 * reach)) * sizeof(float));
  float *twice = scratch + 2 * reach;
  for (ptrdiff_t n = 0; n < samples; n++) {
    // Every number twice, so that it meets both descriptors of a row.
    for (ptrdiff_t t = 0; t < rows; t++) {
      twice[2 * t] = twice[2 * t + 1] = dz[n * rows + t];
      bias_sum += dz[n * rows + t];
    }
    const float *from = descriptors + n * d_stride;
    float *to = ddescriptors + n * dd_stride;
    for (ptrdiff_t k = 0; k < taps; k++) {
      vector sum = {0};
      ptrdiff_t i = 0;
      for (; i + FDX_LANES <= 2 * rows; i += FDX_LANES) sum += load(from + 2 * k + i) * load(twice + i);
      if (i < 2 * rows) {
        sum += load_partial(from + 2 * k + i, 2 * rows - i) * load_partial(twice + i, 2 * rows - i);
      }
      for (ptrdiff_t l = 0; l < FDX_LANES; l++) dweight[2 * k + l % 2] += sum[l];
    }
    // Tap k of row t read row t + k - reach: what row t sent comes back through the taps in reverse.
    const float *last = weight + 2 * (taps - 1);
    ptrdiff_t i = 0;
    for (; i + FDX_LANES <= 2 * rows; i += FDX_LANES) {
      store(pair_taps(taps, -1, last, scratch + i, FDX_LANES), to + i);
    }
    if (i < 2 * rows) {
      store_partial(pair_taps(taps, -1, last, scratch + i, 2 * rows - i), to + i, 2 * rows - i);
    }
  }
  if (dbias) *dbias += bias_sum;
}
