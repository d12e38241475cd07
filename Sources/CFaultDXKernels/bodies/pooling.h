// Pooling over time. Maxima keep which position won (the first of equals, as PyTorch does on a CPU), because
// that position alone gets the gradient.

FDX_INLINE mask load_integers(const int *from) { return *(const mask *)from; }

FDX_INLINE void store_integers(mask value, int *to) { *(mask *)to = value; }

/// `a` where `where` holds, else `b`.
FDX_INLINE vector select(mask where, vector a, vector b) {
  return (vector)((where & (mask)a) | (~where & (mask)b));
}

FDX_INLINE mask select_integers(mask where, mask a, mask b) { return (where & a) | (~where & b); }

/// Maximum over `rows` rows at distance `row_stride`, and the row it came from.
static void column_maxima(
    ptrdiff_t rows, ptrdiff_t channels, ptrdiff_t row_stride, const float *x, float *y, int *which) {
  ptrdiff_t c = 0;
  for (; c + FDX_LANES <= channels; c += FDX_LANES) {
    vector best = load(x + c);
    mask at = {0};
    for (ptrdiff_t t = 1; t < rows; t++) {
      const vector value = load(x + t * row_stride + c);
      const mask above = value > best;
      best = select(above, value, best);
      at = select_integers(above, (mask){0} + (int)t, at);
    }
    store(best, y + c);
    if (which) store_integers(at, which + c);
  }
  for (; c < channels; c++) {
    float best = x[c];
    int at = 0;
    for (ptrdiff_t t = 1; t < rows; t++) {
      const float value = x[t * row_stride + c];
      if (value > best) {
        best = value;
        at = (int)t;
      }
    }
    y[c] = best;
    if (which) which[c] = at;
  }
}

/// Mean over `rows` rows at distance `row_stride`.
static void column_means(
    ptrdiff_t rows, ptrdiff_t channels, ptrdiff_t row_stride, const float *x, float *y) {
  const float share = 1.0f / (float)rows;
  ptrdiff_t c = 0;
  for (; c + FDX_LANES <= channels; c += FDX_LANES) {
    vector sum = load(x + c);
    for (ptrdiff_t t = 1; t < rows; t++) sum += load(x + t * row_stride + c);
    store(sum * share, y + c);
  }
  for (; c < channels; c++) {
    float sum = x[c];
    for (ptrdiff_t t = 1; t < rows; t++) sum += x[t * row_stride + c];
    y[c] = sum * share;
  }
}

/// `dx[which[c]][c] += dy[c]`.
static void scatter(
    ptrdiff_t channels, ptrdiff_t row_stride, const float *dy, const int *which, float *dx) {
  for (ptrdiff_t c = 0; c < channels; c++) dx[which[c] * row_stride + c] += dy[c];
}

/// `dx[t][c] += dy[c] / rows` for every row.
static void spread(
    ptrdiff_t rows, ptrdiff_t channels, ptrdiff_t row_stride, const float *dy, float *dx) {
  const float share = 1.0f / (float)rows;
  ptrdiff_t c = 0;
  for (; c + FDX_LANES <= channels; c += FDX_LANES) {
    const vector value = load(dy + c) * share;
    for (ptrdiff_t t = 0; t < rows; t++) {
      store(load(dx + t * row_stride + c) + value, dx + t * row_stride + c);
    }
  }
  for (; c < channels; c++) {
    const float value = dy[c] * share;
    for (ptrdiff_t t = 0; t < rows; t++) dx[t * row_stride + c] += value;
  }
}

static void max_pool_forward(
    ptrdiff_t samples, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel, ptrdiff_t stride,
    const float *x, ptrdiff_t x_stride, float *y, ptrdiff_t y_stride, int *which) {
  for (ptrdiff_t n = 0; n < samples; n++) {
    for (ptrdiff_t t = 0; t < outputs; t++) {
      column_maxima(
          kernel, channels, channels, x + n * x_stride + t * stride * channels,
          y + n * y_stride + t * channels, which ? which + (n * outputs + t) * channels : 0);
    }
  }
}

/// The case of windows that follow each other without overlap needs no addition, and no zeros but behind the
/// last window.
static void max_pool_backward(
    ptrdiff_t samples, ptrdiff_t length, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel,
    ptrdiff_t stride, const int *which, const float *dy, ptrdiff_t dy_stride, float *dx,
    ptrdiff_t dx_stride) {
  const bool apart = kernel == stride;
  for (ptrdiff_t n = 0; n < samples; n++) {
    float *to = dx + n * dx_stride;
    const ptrdiff_t written = apart ? outputs * stride : 0;
    memset(to + written * channels, 0, (size_t)((length - written) * channels) * sizeof(float));
    for (ptrdiff_t t = 0; t < outputs; t++) {
      const int *winner = which + (n * outputs + t) * channels;
      const float *from = dy + n * dy_stride + t * channels;
      float *window = to + t * stride * channels;
      if (!apart) {
        scatter(channels, channels, from, winner, window);
        continue;
      }
      for (ptrdiff_t k = 0; k < kernel; k++) {
        ptrdiff_t c = 0;
        for (; c + FDX_LANES <= channels; c += FDX_LANES) {
          const mask won = load_integers(winner + c) == (mask){0} + (int)k;
          store(select_or_zero(won, load(from + c)), window + k * channels + c);
        }
        for (; c < channels; c++) window[k * channels + c] = winner[c] == k ? from[c] : 0;
      }
    }
  }
}

static void average_pool_forward(
    ptrdiff_t samples, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel, ptrdiff_t stride,
    const float *x, ptrdiff_t x_stride, float *y, ptrdiff_t y_stride) {
  for (ptrdiff_t n = 0; n < samples; n++) {
    for (ptrdiff_t t = 0; t < outputs; t++) {
      column_means(
          kernel, channels, channels, x + n * x_stride + t * stride * channels,
          y + n * y_stride + t * channels);
    }
  }
}

static void average_pool_backward(
    ptrdiff_t samples, ptrdiff_t length, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel,
    ptrdiff_t stride, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride) {
  for (ptrdiff_t n = 0; n < samples; n++) {
    float *to = dx + n * dx_stride;
    memset(to, 0, (size_t)(length * channels) * sizeof(float));
    for (ptrdiff_t t = 0; t < outputs; t++) {
      spread(kernel, channels, channels, dy + n * dy_stride + t * channels, to + t * stride * channels);
    }
  }
}

static void time_descriptors_backward(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *dmean, const float *dmaximum,
    ptrdiff_t d_stride, const int *which, bool accumulate, float *dx, ptrdiff_t dx_stride) {
  for (ptrdiff_t n = 0; n < samples; n++) {
    float *to = dx + n * dx_stride;
    if (!accumulate) memset(to, 0, (size_t)(rows * channels) * sizeof(float));
    if (dmean) spread(rows, channels, channels, dmean + n * d_stride, to);
    if (dmaximum) scatter(channels, channels, dmaximum + n * d_stride, which + n * channels, to);
  }
}
