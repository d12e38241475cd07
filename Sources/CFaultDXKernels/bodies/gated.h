// What a convolution wrote, seen through everything that comes behind it before the next one: normalisation, ReLU, a
// gate per channel, a gate per row. None of that is ever in memory; who needs it computes it again, in the same way:
//
//     y = max(0, (x - mean) * factor + shift)        u = y * channel gate        v = u * row gate
//
// Without a normalisation `y` is `x`.

/// What one register of channels is normalised by.
struct lanes_affine {
  vector mean, factor, shift;
};

FDX_INLINE struct lanes_affine affine_of(const bool is_normalized, const fdx_gated *g, ptrdiff_t c, ptrdiff_t count) {
  struct lanes_affine affine = {{0}, {0}, {0}};
  if (is_normalized) {
    affine.mean = load_some(g->mean + c, count);
    affine.factor = load_some(g->factor + c, count);
    affine.shift = load_some(g->shift + c, count);
  }
  return affine;
}

FDX_INLINE vector activated(const bool is_normalized, struct lanes_affine affine, vector x) {
  return is_normalized ? positive_part((x - affine.mean) * affine.factor + affine.shift) : x;
}

/// Calls `body(is_normalized, ...)` with a constant.
#define FDX_NORMALIZED_OR_NOT(g, body, ...) \
  if ((g)->mean) { \
    body(true, __VA_ARGS__); \
  } else { \
    body(false, __VA_ARGS__); \
  }

// MARK: Descriptors over time, of y

/// Every register of channels that is handled side by side; unrolled, so that what belongs to it stays in registers.
#define FDX_EACH_REGISTER _Pragma("clang loop unroll(full)") for (int k = 0; k < vectors; k++)

/// `vectors` registers of channels of a sample; `count` of the lanes where there is only one.
FDX_INLINE void gated_time_lanes(
    const bool is_normalized, const int vectors, const fdx_gated *g, ptrdiff_t n, ptrdiff_t c, ptrdiff_t count,
    float *mean, float *maximum, int *which) {
  const float *from = g->x + n * g->x_stride + c;
  struct lanes_affine affine[2];
  vector sum[2], best[2];
  mask at[2];
  FDX_EACH_REGISTER {
    affine[k] = affine_of(is_normalized, g, c + k * FDX_LANES, count);
    sum[k] = best[k] = activated(is_normalized, affine[k], load_some(from + k * FDX_LANES, count));
    at[k] = (mask){0};
  }
  for (ptrdiff_t t = 1; t < g->rows; t++) {
    from += g->channels;
    FDX_EACH_REGISTER {
      const vector value = activated(is_normalized, affine[k], load_some(from + k * FDX_LANES, count));
      const mask above = value > best[k];
      sum[k] += value;
      best[k] = select(above, value, best[k]);
      if (which) at[k] = select_integers(above, (mask){0} + (int)t, at[k]);
    }
  }
  const float share = 1.0f / (float)g->rows;
  FDX_EACH_REGISTER {
    const ptrdiff_t offset = k * FDX_LANES;
    if (mean) store_some(sum[k] * share, mean + offset, count);
    if (maximum) store_some(best[k], maximum + offset, count);
    if (which) store_some((vector)at[k], (float *)which + offset, count);
  }
}

FDX_INLINE void gated_time_body(
    const bool is_normalized, const fdx_gated *g, float *mean, float *maximum, ptrdiff_t stride, int *which) {
  for (ptrdiff_t n = 0; n < g->samples; n++) {
    float *mean_at = mean ? mean + n * stride : 0, *maximum_at = maximum ? maximum + n * stride : 0;
    int *which_at = which && maximum ? which + n * g->channels : 0;
#define FDX_AT(pointer) (pointer ? pointer + c : 0)
    ptrdiff_t c = 0;
    for (; c + 2 * FDX_LANES <= g->channels; c += 2 * FDX_LANES) {
      gated_time_lanes(
          is_normalized, 2, g, n, c, FDX_LANES, FDX_AT(mean_at), FDX_AT(maximum_at), FDX_AT(which_at));
    }
    for (; c < g->channels; c += FDX_LANES) {
      const ptrdiff_t count = g->channels - c < FDX_LANES ? g->channels - c : FDX_LANES;
      gated_time_lanes(
          is_normalized, 1, g, n, c, count, FDX_AT(mean_at), FDX_AT(maximum_at), FDX_AT(which_at));
    }
#undef FDX_AT
  }
}

static void gated_time_descriptors(
    const fdx_gated *g, float *mean, float *maximum, ptrdiff_t stride, int *which) {
  FDX_NORMALIZED_OR_NOT(g, gated_time_body, g, mean, maximum, stride, which)
}

// MARK: Descriptors over channels, of u

/// Sum and maximum over the channels of a row, lane by lane.
struct row_summary {
  vector total, highest;
  mask where;
};

FDX_INLINE void gated_summarize(
    const bool is_normalized, const fdx_gated *g, const float *x, const float *gate, ptrdiff_t c, ptrdiff_t count,
    mask block, struct row_summary *s) {
  const vector u = activated(is_normalized, affine_of(is_normalized, g, c, count), load_some(x + c, count))
      * load_some(gate + c, count);
  if (count == FDX_LANES) {
    const mask above = u > s->highest;
    s->total += u;
    s->highest = select(above, u, s->highest);
    s->where = select_integers(above, block, s->where);
  } else {
    for (ptrdiff_t l = 0; l < count; l++) {
      s->total[l] += u[l];
      if (u[l] > s->highest[l]) s->highest[l] = u[l], s->where[l] = block[l];
    }
  }
}

FDX_INLINE void gated_channel_body(
    const bool is_normalized, const fdx_gated *g, float *descriptors, ptrdiff_t stride, int *which) {
  const float share = 1.0f / (float)g->channels;
  mask numbers;
  for (int l = 0; l < FDX_LANES; l++) numbers[l] = l;
  for (ptrdiff_t n = 0; n < g->samples; n++) {
    const float *gate = g->channel_gate + n * g->channels;
    for (ptrdiff_t t = 0; t < g->rows; t++) {
      const float *x = g->x + n * g->x_stride + t * g->channels;
      struct row_summary s = {{0}, (vector){0} - __builtin_inff(), numbers};
      mask block = numbers;
      ptrdiff_t c = 0;
      for (; c + FDX_LANES <= g->channels; c += FDX_LANES, block += FDX_LANES) {
        gated_summarize(is_normalized, g, x, gate, c, FDX_LANES, block, &s);
      }
      if (c < g->channels) gated_summarize(is_normalized, g, x, gate, c, g->channels - c, block, &s);
      int at = 0;
      float *to = descriptors + n * stride + 2 * t;
      to[0] = sum_of_lanes(s.total) * share;
      to[1] = highest_lane(s.highest, s.where, &at);
      if (which) which[n * g->rows + t] = at;
    }
  }
}

static void gated_channel_descriptors(const fdx_gated *g, float *descriptors, ptrdiff_t stride, int *which) {
  FDX_NORMALIZED_OR_NOT(g, gated_channel_body, g, descriptors, stride, which)
}

// MARK: Maximum over pairs of rows, of v

FDX_INLINE void gated_pool_lanes(
    const bool is_normalized, const fdx_gated *g, const float *first, const float *second, const float *gate,
    float first_gate, float second_gate, ptrdiff_t c, ptrdiff_t count, float *y) {
  const struct lanes_affine affine = affine_of(is_normalized, g, c, count);
  const vector by = load_some(gate + c, count);
  const vector a = activated(is_normalized, affine, load_some(first + c, count)) * by * first_gate;
  const vector b = activated(is_normalized, affine, load_some(second + c, count)) * by * second_gate;
  store_some(select(b > a, b, a), y + c, count);
}

FDX_INLINE void gated_pool_body(const bool is_normalized, const fdx_gated *g, float *y, ptrdiff_t y_stride) {
  for (ptrdiff_t n = 0; n < g->samples; n++) {
    const float *gate = g->channel_gate + n * g->channels, *row_gate = g->row_gate + n * g->rows;
    for (ptrdiff_t t = 0; t + 1 < g->rows; t += 2) {
      const float *first = g->x + n * g->x_stride + t * g->channels, *second = first + g->channels;
      float *to = y + n * y_stride + t / 2 * g->channels;
      ptrdiff_t c = 0;
      for (; c + FDX_LANES <= g->channels; c += FDX_LANES) {
        gated_pool_lanes(
            is_normalized, g, first, second, gate, row_gate[t], row_gate[t + 1], c, FDX_LANES, to);
      }
      if (c < g->channels) {
        gated_pool_lanes(
            is_normalized, g, first, second, gate, row_gate[t], row_gate[t + 1], c, g->channels - c, to);
      }
    }
  }
}

static void gated_max_pool(const fdx_gated *g, float *y, ptrdiff_t y_stride) {
  FDX_NORMALIZED_OR_NOT(g, gated_pool_body, g, y, y_stride)
}
