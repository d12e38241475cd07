// The two gates of the convolutional block attention module and what they look at.

FDX_INLINE float sum_of_lanes(vector value) {
  float lanes[FDX_LANES];
  store(value, lanes);
  for (int width = FDX_LANES / 2; width > 0; width /= 2) {
    for (int l = 0; l < width; l++) lanes[l] += lanes[l + width];
  }
  return lanes[0];
}

static void channel_descriptors(
    ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
    float *descriptors, ptrdiff_t d_stride, int *which) {
  const float share = 1.0f / (float)channels;
  for (ptrdiff_t n = 0; n < samples; n++) {
    for (ptrdiff_t t = 0; t < rows; t++) {
      const float *from = x + n * x_stride + t * channels;
      float sum = 0, best = from[0];
      int at = 0;
      ptrdiff_t c = 0;
      if (channels >= FDX_LANES) {
        vector total = {0}, highest = load(from);
        mask where = {0};
        for (; c + FDX_LANES <= channels; c += FDX_LANES) {
          const vector value = load(from + c);
          const mask above = value > highest;
          total += value;
          highest = select(above, value, highest);
          where = select_integers(above, (mask){0} + (int)c, where);
        }
        sum = sum_of_lanes(total);
        // The first of equals: the lowest block, and in it the lowest lane.
        float lanes[FDX_LANES];
        int blocks[FDX_LANES];
        store(highest, lanes);
        store_integers(where, blocks);
        best = lanes[0];
        at = blocks[0];
        for (int l = 1; l < FDX_LANES; l++) {
          if (lanes[l] > best || (lanes[l] == best && blocks[l] + l < at)) {
            best = lanes[l];
            at = blocks[l] + l;
          }
        }
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

static void sigmoid_forward(ptrdiff_t count, const float *x, float *y) {
  for (ptrdiff_t i = 0; i < count; i++) y[i] = 1 / (1 + expf(-x[i]));
}

static void sigmoid_backward(ptrdiff_t count, const float *y, const float *dy, float *dx) {
  for (ptrdiff_t i = 0; i < count; i++) dx[i] = dy[i] * y[i] * (1 - y[i]);
}
