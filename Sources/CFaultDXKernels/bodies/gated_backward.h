// The gradient of the maximum over pairs of `v` (see `gated.h`), step by step back to `x`:
//
//     dv = dp where the row won, else 0      d row gate = sum over channels of dv * u
//     du = dv * row gate + what the descriptors over channels send back
//     d channel gate = sum over rows of du * y
//     dy = du * channel gate + what the descriptors over time send back, where y > 0
//
// The row that won is found again by comparing, the first of equals as in the forward pass.

FDX_INLINE void gated_row_lanes(
    const fdx_gated *g, const float *first, const float *second, const float *gate, float first_gate,
    float second_gate, const float *dp, ptrdiff_t c, ptrdiff_t count, vector *first_sum, vector *second_sum) {
  const struct lanes_affine affine = affine_of(true, g, c, count);
  const vector by = load_some(gate + c, count), d = load_some(dp + c, count);
  const vector a = activated(true, affine, load_some(first + c, count)) * by;
  const vector b = activated(true, affine, load_some(second + c, count)) * by;
  const mask won = b * second_gate > a * first_gate;
  *first_sum += select_or_zero(~won, d * a);
  *second_sum += select_or_zero(won, d * b);
}

static void gated_rows_backward(
    const fdx_gated *g, const float *dp, ptrdiff_t dp_stride, float *drow_gate) {
  for (ptrdiff_t n = 0; n < g->samples; n++) {
    const float *gate = g->channel_gate + n * g->channels, *row_gate = g->row_gate + n * g->rows;
    float *to = drow_gate + n * g->rows;
    for (ptrdiff_t t = 0; t + 1 < g->rows; t += 2) {
      const float *first = g->x + n * g->x_stride + t * g->channels, *second = first + g->channels;
      const float *d = dp + n * dp_stride + t / 2 * g->channels;
      vector a = {0}, b = {0};
      ptrdiff_t c = 0;
      for (; c + FDX_LANES <= g->channels; c += FDX_LANES) {
        gated_row_lanes(g, first, second, gate, row_gate[t], row_gate[t + 1], d, c, FDX_LANES, &a, &b);
      }
      if (c < g->channels) {
        gated_row_lanes(g, first, second, gate, row_gate[t], row_gate[t + 1], d, c, g->channels - c, &a, &b);
      }
      to[t] = sum_of_lanes(a);
      to[t + 1] = sum_of_lanes(b);
    }
    if (g->rows % 2) to[g->rows - 1] = 0;
  }
}

/// What the descriptors of a row send back to a register of its channels.
FDX_INLINE vector descriptor_gradient(const float *d, float share, int which, mask numbers) {
  return d[0] * share + select_or_zero(numbers == which, (vector){0} + d[1]);
}

FDX_INLINE void gated_channel_lanes(
    const fdx_gated *g, const float *dp, const float *ddescriptors, const int *which, ptrdiff_t n, ptrdiff_t c,
    ptrdiff_t count, float *dchannel_gate, float *du) {
  const float share = 1.0f / (float)g->channels;
  const float *row_gate = g->row_gate + n * g->rows;
  const struct lanes_affine affine = affine_of(true, g, c, count);
  const vector by = load_some(g->channel_gate + n * g->channels + c, count);
  const float *x = g->x + n * g->x_stride + c;
  mask numbers;
  for (int l = 0; l < FDX_LANES; l++) numbers[l] = (int)c + l;
  vector sum = {0};
  for (ptrdiff_t t = 0; t < g->rows; t += 2) {
    const bool is_pair = t + 1 < g->rows;
    const vector a = activated(true, affine, load_some(x, count));
    const vector b = is_pair ? activated(true, affine, load_some(x + g->channels, count)) : a;
    const float first_gate = row_gate[t], second_gate = is_pair ? row_gate[t + 1] : first_gate;
    const mask won = b * by * second_gate > a * by * first_gate;
    const vector d = is_pair ? load_some(dp + t / 2 * g->channels, count) : (vector){0};
    vector da = select_or_zero(~won, d) * first_gate, db = select_or_zero(won, d) * second_gate;
    if (ddescriptors) da += descriptor_gradient(ddescriptors + 2 * t, share, which[t], numbers);
    sum += da * a;
    store_some(da, du + t * g->channels, count);
    if (is_pair) {
      if (ddescriptors) db += descriptor_gradient(ddescriptors + 2 * t + 2, share, which[t + 1], numbers);
      sum += db * b;
      store_some(db, du + (t + 1) * g->channels, count);
    }
    x += 2 * g->channels;
  }
  if (dchannel_gate) store_some(sum, dchannel_gate, count);
}

static void gated_channels_backward(
    const fdx_gated *g, const float *dp, ptrdiff_t dp_stride, const float *ddescriptors, ptrdiff_t d_stride,
    const int *which, float *dchannel_gate, float *du, ptrdiff_t du_stride) {
  for (ptrdiff_t n = 0; n < g->samples; n++) {
    const float *d = ddescriptors ? ddescriptors + n * d_stride : 0;
    const int *winners = which ? which + n * g->rows : 0;
    for (ptrdiff_t c = 0; c < g->channels; c += FDX_LANES) {
      float *gate = dchannel_gate ? dchannel_gate + n * g->channels + c : 0;
      const float *from = dp + n * dp_stride + c;
      float *to = du + n * du_stride + c;
      if (c + FDX_LANES <= g->channels) {
        gated_channel_lanes(g, from, d, winners, n, c, FDX_LANES, gate, to);
      } else {
        gated_channel_lanes(g, from, d, winners, n, c, g->channels - c, gate, to);
      }
    }
  }
}

FDX_INLINE void gated_norm_lanes(
    const fdx_gated *g, const fdx_time_gradient *d, ptrdiff_t c, ptrdiff_t count, float *dy, ptrdiff_t dy_stride,
    double *sums, double *products) {
  const float share = 1.0f / (float)g->rows;
  const struct lanes_affine affine = affine_of(true, g, c, count);
  const vector zero = {0};
  vector sum = {0}, product = {0};
  ptrdiff_t pending = 0;
  for (ptrdiff_t l = 0; l < count; l++) sums[l] = products[l] = 0;
  for (ptrdiff_t n = 0; n < g->samples; n++) {
    const float *x = g->x + n * g->x_stride + c;
    float *to = dy + n * dy_stride + c;
    const vector by = load_some(g->channel_gate + n * g->channels + c, count);
    const ptrdiff_t at = n * d->stride + c;
    const vector mean = d->mean ? load_some(d->mean + at, count) * share : zero;
    const vector maximum = d->maximum ? load_some(d->maximum + at, count) : zero;
    const mask which =
        d->maximum ? (mask)load_some((const float *)d->which + n * g->channels + c, count) : (mask){0} - 1;
    for (ptrdiff_t t = 0; t < g->rows; t++) {
      const vector centered = load_some(x, count) - affine.mean;
      const vector gradient =
          load_some(to, count) * by + mean + select_or_zero(which == (mask){0} + (int)t, maximum);
      const vector passed = select_or_zero(centered * affine.factor + affine.shift > zero, gradient);
      sum += passed;
      product += passed * centered;
      store_some(passed, to, count);
      x += g->channels;
      to += g->channels;
      if (++pending == FDX_STRETCH) {
        add_to_doubles(sum, sums, count);
        add_to_doubles(product, products, count);
        sum = product = zero;
        pending = 0;
      }
    }
  }
  add_to_doubles(sum, sums, count);
  add_to_doubles(product, products, count);
}

static void gated_norm_backward_sums(
    const fdx_gated *g, const fdx_time_gradient *d, float *dy, ptrdiff_t dy_stride, double *sums,
    double *products) {
  ptrdiff_t c = 0;
  for (; c + FDX_LANES <= g->channels; c += FDX_LANES) {
    gated_norm_lanes(g, d, c, FDX_LANES, dy, dy_stride, sums + c, products + c);
  }
  if (c < g->channels) gated_norm_lanes(g, d, c, g->channels - c, dy, dy_stride, sums + c, products + c);
}
