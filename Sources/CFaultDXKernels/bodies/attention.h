// The two gates of the convolutional block attention module and what they look at.

// A register with its upper half, quarter, eighth … brought down: folding by these leaves the result of all lanes in
// the first.
#if FDX_LANES == 16
#define FDX_FOLD(v, step) step(v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7) \
  step(v, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11) \
  step(v, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13) \
  step(v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)
#elif FDX_LANES == 8
#define FDX_FOLD(v, step) step(v, 4, 5, 6, 7, 0, 1, 2, 3) step(v, 2, 3, 0, 1, 6, 7, 4, 5) \
  step(v, 1, 0, 3, 2, 5, 4, 7, 6)
#else
#define FDX_FOLD(v, step) step(v, 2, 3, 0, 1) step(v, 1, 0, 3, 2)
#endif

FDX_INLINE float sum_of_lanes(vector value) {
#define FDX_STEP(v, ...) v += __builtin_shufflevector(v, v, __VA_ARGS__);
  FDX_FOLD(value, FDX_STEP)
#undef FDX_STEP
  return value[0];
}

/// The highest lane, and the lowest of the numbers in `at` that belong to a lane as high.
FDX_INLINE float highest_lane(vector value, mask at, int *where) {
  vector best = value;
#define FDX_STEP(v, ...) \
  { \
    const vector other = __builtin_shufflevector(v, v, __VA_ARGS__); \
    v = select(other > v, other, v); \
  }
  FDX_FOLD(best, FDX_STEP)
#undef FDX_STEP
  const mask none = (mask){0} + 0x7fffffff;
  mask lowest = select_integers(value == best, at, none);
#define FDX_STEP(v, ...) \
  { \
    const mask other = __builtin_shufflevector(v, v, __VA_ARGS__); \
    v = select_integers(other < v, other, v); \
  }
  FDX_FOLD(lowest, FDX_STEP)
#undef FDX_STEP
  // Where something is not a number no lane may equal the highest; an index must be one all the same.
  *where = lowest[0] == none[0] ? 0 : lowest[0];
  return best[0];
}

static void channel_descriptors(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
    float *descriptors, ptrdiff_t d_stride, int *which) {
  const float share = 1.0f / (float)channels;
  mask numbers;
  for (int l = 0; l < FDX_LANES; l++) numbers[l] = l;
  for (ptrdiff_t n = 0; n < samples; n++) {
    for (ptrdiff_t t = 0; t < rows; t++) {
      const float *from = x + n * x_stride + t * channels;
      float sum = 0, best = from[0];
      int at = 0;
      ptrdiff_t c = 0;
      if (channels >= FDX_LANES) {
        vector total = {0}, highest = load(from);
        mask where = numbers, block = numbers;
        for (; c + FDX_LANES <= channels; c += FDX_LANES, block += FDX_LANES) {
          const vector value = load(from + c);
          const mask above = value > highest;
          total += value;
          highest = select(above, value, highest);
          where = select_integers(above, block, where);
        }
        sum = sum_of_lanes(total);
        best = highest_lane(highest, where, &at);
      }
      for (; c < channels; c++) {
        sum += from[c];
        if (from[c] > best) {
          best = from[c];
          at = (int)c;
        }
      }
      descriptors[n * d_stride + 2 * t] = sum * share;
      descriptors[n * d_stride + 2 * t + 1] = best;
      if (which) which[n * rows + t] = at;
    }
  }
}

static void channel_descriptors_backward(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *ddescriptors,
    ptrdiff_t d_stride, const int *which, float *dx, ptrdiff_t dx_stride) {
  const float share = 1.0f / (float)channels;
  for (ptrdiff_t n = 0; n < samples; n++) {
    for (ptrdiff_t t = 0; t < rows; t++) {
      float *to = dx + n * dx_stride + t * channels;
      const float mean = ddescriptors[n * d_stride + 2 * t] * share;
      ptrdiff_t c = 0;
      for (; c + FDX_LANES <= channels; c += FDX_LANES) store(load(to + c) + mean, to + c);
      for (; c < channels; c++) to[c] += mean;
      to[which[n * rows + t]] += ddescriptors[n * d_stride + 2 * t + 1];
    }
  }
}

static void gate_channels(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
    const float *gate, float *y, ptrdiff_t y_stride) {
  for (ptrdiff_t n = 0; n < samples; n++) {
    const float *g = gate + n * channels;
    for (ptrdiff_t t = 0; t < rows; t++) {
      const float *from = x + n * x_stride + t * channels;
      float *to = y + n * y_stride + t * channels;
      ptrdiff_t c = 0;
      for (; c + FDX_LANES <= channels; c += FDX_LANES) store(load(from + c) * load(g + c), to + c);
      for (; c < channels; c++) to[c] = from[c] * g[c];
    }
  }
}

static void gate_channels_backward(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
    const float *gate, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride,
    float *dgate) {
  for (ptrdiff_t n = 0; n < samples; n++) {
    const float *from = x + n * x_stride, *d = dy + n * dy_stride;
    float *to = dx + n * dx_stride;
    ptrdiff_t c = 0;
    for (; c + FDX_LANES <= channels; c += FDX_LANES) {
      const vector g = load(gate + n * channels + c);
      vector sum = {0};
      for (ptrdiff_t t = 0; t < rows; t++) {
        const vector value = load(d + t * channels + c);
        sum += value * load(from + t * channels + c);
        store(value * g, to + t * channels + c);
      }
      store(sum, dgate + n * channels + c);
    }
    for (; c < channels; c++) {
      const float g = gate[n * channels + c];
      float sum = 0;
      for (ptrdiff_t t = 0; t < rows; t++) {
        const float value = d[t * channels + c];
        sum += value * from[t * channels + c];
        to[t * channels + c] = value * g;
      }
      dgate[n * channels + c] = sum;
    }
  }
}

static void gate_rows(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
    const float *gate, float *y, ptrdiff_t y_stride) {
  for (ptrdiff_t n = 0; n < samples; n++) {
    for (ptrdiff_t t = 0; t < rows; t++) {
      const float g = gate[n * rows + t];
      const float *from = x + n * x_stride + t * channels;
      float *to = y + n * y_stride + t * channels;
      ptrdiff_t c = 0;
      for (; c + FDX_LANES <= channels; c += FDX_LANES) store(load(from + c) * g, to + c);
      for (; c < channels; c++) to[c] = from[c] * g;
    }
  }
}

static void gate_rows_backward(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
    const float *gate, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride,
    float *dgate) {
  for (ptrdiff_t n = 0; n < samples; n++) {
    for (ptrdiff_t t = 0; t < rows; t++) {
      const float g = gate[n * rows + t];
      const float *from = x + n * x_stride + t * channels, *d = dy + n * dy_stride + t * channels;
      float *to = dx + n * dx_stride + t * channels;
      vector total = {0};
      ptrdiff_t c = 0;
      for (; c + FDX_LANES <= channels; c += FDX_LANES) {
        const vector value = load(d + c);
        total += value * load(from + c);
        store(value * g, to + c);
      }
      float sum = sum_of_lanes(total);
      for (; c < channels; c++) {
        sum += d[c] * from[c];
        to[c] = d[c] * g;
      }
      dgate[n * rows + t] = sum;
    }
  }
}

/// `exp(x)` within a unit of the last place for numbers from -87 to 88, and that of the nearer end beyond: `2^n`
/// times a polynomial in the remainder `x - n log 2` (the coefficients are those of Moshier's Cephes library). What is
/// not a number stays so.
FDX_INLINE vector exponential(vector x) {
  const vector zero = {0}, low = zero - 87.0f, high = zero + 88.0f;
  x = select(x < low, low, x);
  x = select(x > high, high, x);
  // Beside 1.5 * 2^23 there is no room for a fraction: the sum is rounded to an integer, in its lowest bits.
  const vector rounder = zero + 0x1.8p23f;
  const vector shifted = x * 0x1.715476p0f + rounder;
  const vector n = shifted - rounder;
  const vector r = x - n * 0.693359375f + n * 2.12194440e-4f;
  vector p = zero + 1.9875691500e-4f;
  p = p * r + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  p = p * (r * r) + r + 1.0f;
  const mask exponent = ((mask)shifted - (mask)rounder + 127) << 23;
  return p * (vector)exponent;
}

FDX_INLINE vector sigmoid(vector x) { return 1.0f / (1.0f + exponential(-x)); }

static void sigmoid_forward(ptrdiff_t count, const float *x, float *y) {
  ptrdiff_t i = 0;
  for (; i + FDX_LANES <= count; i += FDX_LANES) store(sigmoid(load(x + i)), y + i);
  // The same arithmetic to the end: a number must not depend on how many others are beside it.
  if (i < count) store_partial(sigmoid(load_partial(x + i, count - i)), y + i, count - i);
}

static void sigmoid_backward(ptrdiff_t count, const float *y, const float *dy, float *dx) {
  for (ptrdiff_t i = 0; i < count; i++) dx[i] = dy[i] * y[i] * (1 - y[i]);
}
