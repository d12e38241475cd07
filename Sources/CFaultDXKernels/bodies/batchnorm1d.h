// Batch normalisation over samples and time. Sums run in float registers over short stretches and go on in
// double, so that the length of a recording does not cost digits.

/// Rows that are summed in float before the sum goes on in double.
#define FDX_STRETCH 64

/// A register's floats as doubles.
typedef double doubles __attribute__((vector_size(FDX_LANES * 8), aligned(8)));

/// Adds the first `count` lanes of a register to doubles.
FDX_INLINE void add_to_doubles(vector value, double *sums, ptrdiff_t count) {
  if (count == FDX_LANES) {
    *(doubles *)sums += __builtin_convertvector(value, doubles);
    return;
  }
  float lanes[FDX_LANES];
  store(value, lanes);
  for (ptrdiff_t l = 0; l < count; l++) sums[l] += lanes[l];
}

/// Mean and summed squared deviation of up to FDX_LANES channels.
static void norm_moments(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, ptrdiff_t count, const float *x,
    ptrdiff_t x_stride, double *mean, double *squares) {
  for (ptrdiff_t l = 0; l < count; l++) mean[l] = squares[l] = 0;
  vector center = {0};
  for (int pass = 0; pass < 2; pass++) {
    double *sums = pass == 0 ? mean : squares;
    vector sum = {0};
    ptrdiff_t pending = 0;
    for (ptrdiff_t n = 0; n < samples; n++) {
      for (ptrdiff_t t = 0; t < rows; t++) {
        const float *at = x + n * x_stride + t * channels;
        const vector value = (count == FDX_LANES ? load(at) : load_partial(at, count)) - center;
        sum += pass == 0 ? value : value * value;
        if (++pending == FDX_STRETCH) {
          add_to_doubles(sum, sums, count);
          sum = (vector){0};
          pending = 0;
        }
      }
    }
    add_to_doubles(sum, sums, count);
    if (pass == 0) {
      float lanes[FDX_LANES] = {0};
      for (ptrdiff_t l = 0; l < count; l++) {
        mean[l] /= (double)(samples * rows);
        lanes[l] = (float)mean[l];
        mean[l] = lanes[l];
      }
      center = load(lanes);
    }
  }
}

static void norm_statistics(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
    double *mean, double *squares) {
  for (ptrdiff_t c = 0; c < channels; c += FDX_LANES) {
    const ptrdiff_t count = channels - c < FDX_LANES ? channels - c : FDX_LANES;
    norm_moments(samples, rows, channels, count, x + c, x_stride, mean + c, squares + c);
  }
}

/// `y` of one register of channels in one row.
FDX_INLINE void norm_lanes(
    const float *x, const float *mean, const float *factor, const float *shift, bool relu, float *y,
    ptrdiff_t count) {
  const vector centered = load_some(x, count) - load_some(mean, count);
  const vector value = centered * load_some(factor, count) + load_some(shift, count);
  store_some(relu ? positive_part(value) : value, y, count);
}

// Rows outside, channels inside: a processor fetches ahead what lies in a row.
static void norm_forward(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
    const float *mean, const float *factor, const float *shift, bool relu, float *y, ptrdiff_t y_stride) {
  for (ptrdiff_t n = 0; n < samples; n++) {
    for (ptrdiff_t t = 0; t < rows; t++) {
      const float *from = x + n * x_stride + t * channels;
      float *to = y + n * y_stride + t * channels;
      ptrdiff_t c = 0;
      for (; c + FDX_LANES <= channels; c += FDX_LANES) {
        norm_lanes(from + c, mean + c, factor + c, shift + c, relu, to + c, FDX_LANES);
      }
      if (c < channels) norm_lanes(from + c, mean + c, factor + c, shift + c, relu, to + c, channels - c);
    }
  }
}

static void norm_backward_sums(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
    const float *mean, const float *dy, ptrdiff_t dy_stride, double *sums, double *products) {
  for (ptrdiff_t c = 0; c < channels; c += FDX_LANES) {
    const ptrdiff_t count = channels - c < FDX_LANES ? channels - c : FDX_LANES;
    const bool whole = count == FDX_LANES;
    const vector m = whole ? load(mean + c) : load_partial(mean + c, count);
    vector sum = {0}, product = {0};
    ptrdiff_t pending = 0;
    for (ptrdiff_t l = 0; l < count; l++) sums[c + l] = products[c + l] = 0;
    for (ptrdiff_t n = 0; n < samples; n++) {
      for (ptrdiff_t t = 0; t < rows; t++) {
        const float *x_at = x + n * x_stride + t * channels + c;
        const float *dy_at = dy + n * dy_stride + t * channels + c;
        const vector g = whole ? load(dy_at) : load_partial(dy_at, count);
        const vector value = whole ? load(x_at) : load_partial(x_at, count);
        sum += g;
        product += g * (value - m);
        if (++pending == FDX_STRETCH) {
          add_to_doubles(sum, sums + c, count);
          add_to_doubles(product, products + c, count);
          sum = product = (vector){0};
          pending = 0;
        }
      }
    }
    add_to_doubles(sum, sums + c, count);
    add_to_doubles(product, products + c, count);
  }
}

/// `dx` of one register of channels in one row.
FDX_INLINE void norm_backward_lanes(
    const float *x, const float *mean, const float *factor, const float *slope, const float *offset,
    const float *dy, float *dx, ptrdiff_t count) {
  const vector centered = load_some(x, count) - load_some(mean, count);
  const vector linear = centered * load_some(slope, count) + load_some(offset, count);
  store_some(load_some(dy, count) * load_some(factor, count) + linear, dx, count);
}

static void norm_backward(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
    const float *mean, const float *factor, const float *slope, const float *offset, const float *dy,
    ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride) {
  for (ptrdiff_t n = 0; n < samples; n++) {
    for (ptrdiff_t t = 0; t < rows; t++) {
      const float *x_at = x + n * x_stride + t * channels, *dy_at = dy + n * dy_stride + t * channels;
      float *to = dx + n * dx_stride + t * channels;
      ptrdiff_t c = 0;
      for (; c + FDX_LANES <= channels; c += FDX_LANES) {
        norm_backward_lanes(
            x_at + c, mean + c, factor + c, slope + c, offset + c, dy_at + c, to + c, FDX_LANES);
      }
      if (c < channels) {
        norm_backward_lanes(
            x_at + c, mean + c, factor + c, slope + c, offset + c, dy_at + c, to + c, channels - c);
      }
    }
  }
}
