// Convolutions of 3 taps at stride 1 with 4 products for 2 outputs where the definition takes 6: the minimal
// filtering algorithm F(2, 3) of Winograd ("Arithmetic complexity of computations", SIAM 1980), used for networks
// by Lavin and Gray (arXiv:1509.09308). A tile is the 4 inputs d0 ... d3 under 2 outputs y0, y1; with taps g0, g1, g2:
//
//     m1 = (d1 + d2) (g0 + g1 + g2) / 2      y0 = m1 + m2 + m0     m0 = (d0 - d2) g0
//     m2 = (d2 - d1) (g0 - g1 + g2) / 2      y1 = m1 - m2 + m3     m3 = (d3 - d1) g2
//
// Over channels each m is a matrix product with tiles as rows. The order lets a register tile take all four without
// leaving its registers: m1 and m2 are summed side by side, become m1 + m2 and m1 - m2, and m0 and m3 are summed onto
// these. Gradients are derived beside `Conv1d: Trainable`; that of the weight goes through registers in the same way.

/// Register tiles: two sums for each row and register of columns.
#define FDX_FILTER_ROWS (FDX_TILE_ROWS / FDX_FILTER_VECTORS)
#define FDX_FILTER_PANEL (FDX_FILTER_VECTORS * FDX_LANES)

/// Tiles that are transformed and then multiplied in one go, so that they stay in the second-level cache.
#define FDX_FILTER_CHUNK 64

#define FDX_EACH_SUM                                              \
  _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; r++) \
      _Pragma("clang loop unroll(full)") for (int n = 0; n < FDX_FILTER_VECTORS; n++)

typedef vector filter_sums[FDX_FILTER_ROWS][FDX_FILTER_VECTORS];

/// Floats from one transformed tile to the next. Not a multiple of 4096 bytes, where rows would share a cache set.
FDX_INLINE ptrdiff_t filter_row(ptrdiff_t channels) { return 4 * channels + 16; }

static ptrdiff_t filter_scratch_count(ptrdiff_t channels) {
  return FDX_FILTER_CHUNK * filter_row(channels);
}

static ptrdiff_t filter_packed_count(ptrdiff_t channels, ptrdiff_t columns) {
  return 4 * channels * ((columns + FDX_FILTER_PANEL - 1) / FDX_FILTER_PANEL * FDX_FILTER_PANEL);
}

/// Transforms taps into panels of columns: the pairs of m1 and m2 for all channels, then those of m0 and m3.
static void filter_pack(
    ptrdiff_t channels, ptrdiff_t columns, const float *taps, ptrdiff_t tap_stride, ptrdiff_t channel_stride,
    ptrdiff_t column_stride, float *packed) {
  enum { run = 64, width = FDX_FILTER_PANEL };
  float g[3][run * width];
  for (ptrdiff_t column = 0; column < columns; column += width, packed += 4 * channels * width) {
    const ptrdiff_t left = columns - column;
    for (ptrdiff_t c = 0; c < channels; c += run) {
      const ptrdiff_t count = channels - c < run ? channels - c : run;
      for (int tap = 0; tap < 3; tap++) {
        pack_rows(
            taps + tap * tap_stride + c * channel_stride + column * column_stride, channel_stride,
            column_stride, count, left < width ? left : width, width, g[tap]);
      }
      float *first = packed + 2 * c * width, *second = first + 2 * channels * width;
      for (ptrdiff_t i = 0; i < count; i++, first += 2 * width, second += 2 * width) {
        for (ptrdiff_t j = 0; j < width; j += FDX_LANES) {
          const vector g0 = load(g[0] + i * width + j), g1 = load(g[1] + i * width + j);
          const vector g2 = load(g[2] + i * width + j);
          store((g0 + g2 + g1) * 0.5f, first + j);
          store((g0 + g2 - g1) * 0.5f, first + width + j);
          store(g0, second + j);
          store(g2, second + width + j);
        }
      }
    }
  }
}

/// One input row of a tile, or null where it lies outside and counts as zeros.
FDX_INLINE const float *filter_input(const fdx_filter *f, const float *sample, ptrdiff_t row) {
  return row >= 0 && row < f->rows ? sample + row * f->channels : 0;
}

/// Writes the four combinations of a tile's inputs, those of m1 and m2 first.
static void filter_transform(const fdx_filter *f, const float *sample, ptrdiff_t t, float *v) {
  const ptrdiff_t channels = f->channels, row = f->first + 2 * t;
  const float *d0 = filter_input(f, sample, row), *d1 = filter_input(f, sample, row + 1);
  const float *d2 = filter_input(f, sample, row + 2), *d3 = filter_input(f, sample, row + 3);
  float *v1 = v, *v2 = v + channels, *v0 = v + 2 * channels, *v3 = v + 3 * channels;
  ptrdiff_t c = 0;
  if (d0 && d1 && d2 && d3) {
    for (; c + FDX_LANES <= channels; c += FDX_LANES) {
      const vector x1 = load(d1 + c), x2 = load(d2 + c);
      store(x1 + x2, v1 + c);
      store(x2 - x1, v2 + c);
      store(load(d0 + c) - x2, v0 + c);
      store(load(d3 + c) - x1, v3 + c);
    }
  } else {
    const vector zero = {0};
    for (; c + FDX_LANES <= channels; c += FDX_LANES) {
      const vector x1 = d1 ? load(d1 + c) : zero, x2 = d2 ? load(d2 + c) : zero;
      store(x1 + x2, v1 + c);
      store(x2 - x1, v2 + c);
      store((d0 ? load(d0 + c) : zero) - x2, v0 + c);
      store((d3 ? load(d3 + c) : zero) - x1, v3 + c);
    }
  }
  for (; c < channels; c++) {
    const float x1 = d1 ? d1[c] : 0, x2 = d2 ? d2[c] : 0;
    v1[c] = x1 + x2;
    v2[c] = x2 - x1;
    v0[c] = (d0 ? d0[c] : 0) - x2;
    v3[c] = (d3 ? d3[c] : 0) - x1;
  }
}

/// Adds two products to their sums: rows of `a` and of `b`, and panels side by side.
FDX_INLINE void filter_products(
    const int rows, ptrdiff_t count, const float *a, const float *b, const ptrdiff_t row,
    const ptrdiff_t step, const float *panel, filter_sums p, filter_sums q) {
  for (ptrdiff_t i = 0; i < count; i++) {
    vector left[FDX_FILTER_VECTORS], right[FDX_FILTER_VECTORS];
#pragma clang loop unroll(full)
    for (int n = 0; n < FDX_FILTER_VECTORS; n++) {
      left[n] = load(panel + n * FDX_LANES);
      right[n] = load(panel + FDX_FILTER_PANEL + n * FDX_LANES);
    }
    FDX_EACH_SUM p[r][n] += a[r * row] * left[n];
    FDX_EACH_SUM q[r][n] += b[r * row] * right[n];
    panel += 2 * FDX_FILTER_PANEL;
    a += step;
    b += step;
  }
}

/// Rows of tiles against one panel of columns.
struct filter_block {
  const float *panel;
  ptrdiff_t count, row, columns;
  /// Forward.
  const float *bias;
  bool accumulate, relu;
  /// Weight gradient: from one tap to the next, and from one input channel to the next.
  ptrdiff_t tap, channel;
};

static void filter_finish_partial(
    const struct filter_block *k, const float *sums, const float *bias, bool accumulate, bool relu,
    float *to) {
  for (ptrdiff_t j = 0; j < k->columns; j++) {
    float value = sums[j];
    if (bias) value += bias[j];
    if (accumulate) value += to[j];
    to[j] = relu && value < 0 ? 0 : value;
  }
}

/// Both outputs of `rows` tiles, which go where `to` says.
FDX_INLINE void filter_tile(
    const int rows, const struct filter_block *k, const float *v, float *const (*to)[2]) {
  const ptrdiff_t channels = k->count;
  filter_sums p, q;
  FDX_EACH_SUM p[r][n] = q[r][n] = (vector){0};
  filter_products(rows, channels, v, v + channels, k->row, 1, k->panel, p, q);
  FDX_EACH_SUM {
    const vector sum = p[r][n] + q[r][n], difference = p[r][n] - q[r][n];
    p[r][n] = sum;
    q[r][n] = difference;
  }
  filter_products(
      rows, channels, v + 2 * channels, v + 3 * channels, k->row, 1,
      k->panel + 2 * channels * FDX_FILTER_PANEL, p, q);

  if (k->columns < FDX_FILTER_PANEL) {
    float sums[2][FDX_FILTER_ROWS][FDX_FILTER_PANEL];
    FDX_EACH_SUM {
      store(p[r][n], sums[0][r] + n * FDX_LANES);
      store(q[r][n], sums[1][r] + n * FDX_LANES);
    }
    for (int r = 0; r < rows; r++) {
      for (int i = 0; i < 2; i++) {
        filter_finish_partial(k, sums[i][r], k->bias, k->accumulate, k->relu, to[r][i]);
      }
    }
    return;
  }
  if (k->bias) {
    FDX_EACH_SUM {
      const vector bias = load(k->bias + n * FDX_LANES);
      p[r][n] += bias;
      q[r][n] += bias;
    }
  }
  if (k->accumulate) {
    FDX_EACH_SUM {
      p[r][n] += load(to[r][0] + n * FDX_LANES);
      q[r][n] += load(to[r][1] + n * FDX_LANES);
    }
  }
  if (k->relu) {
    FDX_EACH_SUM {
      p[r][n] = positive_part(p[r][n]);
      q[r][n] = positive_part(q[r][n]);
    }
  }
  FDX_EACH_SUM {
    store(p[r][n], to[r][0] + n * FDX_LANES);
    store(q[r][n], to[r][1] + n * FDX_LANES);
  }
}

FDX_INLINE void filter_add(vector value, float *to) { store(load(to) + value, to); }

/// The gradient of the three taps of `rows` input channels, summed over tiles.
FDX_INLINE void filter_gradient_tile(
    const int rows, const struct filter_block *k, ptrdiff_t channels, const float *v, float *to) {
  filter_sums p, q;
  FDX_EACH_SUM p[r][n] = q[r][n] = (vector){0};
  filter_products(rows, k->count, v, v + channels, 1, k->row, k->panel, p, q);
  const bool is_partial = k->columns < FDX_FILTER_PANEL;
  float sums[FDX_FILTER_ROWS][FDX_FILTER_PANEL];
  FDX_EACH_SUM {
    const vector half = (p[r][n] + q[r][n]) * 0.5f, middle = (p[r][n] - q[r][n]) * 0.5f;
    if (is_partial) {
      store(middle, sums[r] + n * FDX_LANES);
    } else {
      filter_add(middle, to + k->tap + r * k->channel + n * FDX_LANES);
    }
    p[r][n] = q[r][n] = half;
  }
  if (is_partial) {
    for (int r = 0; r < rows; r++) {
      filter_finish_partial(k, sums[r], 0, true, false, to + k->tap + r * k->channel);
    }
  }
  filter_products(
      rows, k->count, v + 2 * channels, v + 3 * channels, 1, k->row,
      k->panel + 2 * k->count * FDX_FILTER_PANEL, p, q);
  if (is_partial) {
    FDX_EACH_SUM store(p[r][n], sums[r] + n * FDX_LANES);
    for (int r = 0; r < rows; r++) {
      filter_finish_partial(k, sums[r], 0, true, false, to + r * k->channel);
    }
    FDX_EACH_SUM store(q[r][n], sums[r] + n * FDX_LANES);
    for (int r = 0; r < rows; r++) {
      filter_finish_partial(k, sums[r], 0, true, false, to + 2 * k->tap + r * k->channel);
    }
    return;
  }
  FDX_EACH_SUM {
    filter_add(p[r][n], to + r * k->channel + n * FDX_LANES);
    filter_add(q[r][n], to + 2 * k->tap + r * k->channel + n * FDX_LANES);
  }
}

typedef void (*filter_function)(const struct filter_block *, const float *v, float *const (*to)[2]);
typedef void (*filter_gradient_function)(
    const struct filter_block *, ptrdiff_t channels, const float *v, float *to);

#define FDX_FILTER_HEIGHT(rows)                                                                      \
  static void filter_tile_##rows(const struct filter_block *k, const float *v, float *const (*to)[2]) { \
    filter_tile(rows, k, v, to);                                                                     \
  }                                                                                                  \
  static void filter_gradient_tile_##rows(                                                           \
      const struct filter_block *k, ptrdiff_t channels, const float *v, float *to) {                 \
    filter_gradient_tile(rows, k, channels, v, to);                                                  \
  }
FDX_FILTER_HEIGHT(1) FDX_FILTER_HEIGHT(2) FDX_FILTER_HEIGHT(3)
#if FDX_TILE_ROWS / FDX_FILTER_VECTORS > 3
FDX_FILTER_HEIGHT(4) FDX_FILTER_HEIGHT(5) FDX_FILTER_HEIGHT(6)
#endif
#if FDX_TILE_ROWS / FDX_FILTER_VECTORS > 6
FDX_FILTER_HEIGHT(7) FDX_FILTER_HEIGHT(8) FDX_FILTER_HEIGHT(9)
FDX_FILTER_HEIGHT(10) FDX_FILTER_HEIGHT(11) FDX_FILTER_HEIGHT(12)
#endif
#undef FDX_FILTER_HEIGHT

#if FDX_TILE_ROWS / FDX_FILTER_VECTORS > 6
#define FDX_FILTER_HEIGHTS(name)                                                                   \
  name##1, name##2, name##3, name##4, name##5, name##6, name##7, name##8, name##9, name##10, name##11, \
      name##12
#elif FDX_TILE_ROWS / FDX_FILTER_VECTORS > 3
#define FDX_FILTER_HEIGHTS(name) name##1, name##2, name##3, name##4, name##5, name##6
#else
#define FDX_FILTER_HEIGHTS(name) name##1, name##2, name##3
#endif
static const filter_function filter_tiles[FDX_FILTER_ROWS] = {FDX_FILTER_HEIGHTS(filter_tile_)};
static const filter_gradient_function filter_gradient_tiles[FDX_FILTER_ROWS] = {
    FDX_FILTER_HEIGHTS(filter_gradient_tile_)};
#undef FDX_FILTER_HEIGHTS

/// The height of the tile that starts at row `at`, all being nearly equal.
FDX_INLINE ptrdiff_t filter_height(ptrdiff_t rows, ptrdiff_t at) {
  const ptrdiff_t count = (rows + FDX_FILTER_ROWS - 1) / FDX_FILTER_ROWS;
  const ptrdiff_t height = rows / count, taller = rows % count;
  return at < taller * (height + 1) ? height + 1 : height;
}

static void filter_forward(const fdx_filter *f) {
  const ptrdiff_t per_sample = (f->outputs + 1) / 2, total = f->samples * per_sample;
  const ptrdiff_t row = filter_row(f->channels);
  float *to[FDX_FILTER_CHUNK][2], *at[FDX_FILTER_CHUNK][2];
  // The second output of a last tile that has none.
  float nowhere[FDX_FILTER_PANEL] = {0};
  for (ptrdiff_t start = 0; start < total; start += FDX_FILTER_CHUNK) {
    const ptrdiff_t count = total - start < FDX_FILTER_CHUNK ? total - start : FDX_FILTER_CHUNK;
    for (ptrdiff_t i = 0; i < count; i++) {
      const ptrdiff_t sample = (start + i) / per_sample, t = (start + i) % per_sample;
      filter_transform(f, f->x + sample * f->x_stride, t, f->scratch + i * row);
      to[i][0] = f->y + sample * f->y_stride + 2 * t * f->columns;
      to[i][1] = 2 * t + 1 < f->outputs ? to[i][0] + f->columns : 0;
    }
    for (ptrdiff_t column = 0; column < f->columns; column += FDX_FILTER_PANEL) {
      const ptrdiff_t left = f->columns - column;
      const struct filter_block k = {
          .panel = f->packed + 4 * f->channels * column, .count = f->channels, .row = row,
          .columns = left < FDX_FILTER_PANEL ? left : FDX_FILTER_PANEL,
          .bias = f->bias ? f->bias + column : 0, .accumulate = f->accumulate, .relu = f->relu,
      };
      for (ptrdiff_t i = 0; i < count; i++) {
        at[i][0] = to[i][0] + column;
        at[i][1] = to[i][1] ? to[i][1] + column : nowhere;
      }
      for (ptrdiff_t i = 0; i < count;) {
        const ptrdiff_t height = filter_height(count, i);
        filter_tiles[height - 1](&k, f->scratch + i * row, at + i);
        i += height;
      }
    }
  }
}

/// The first `columns` of a row, or zeros where there is none.
FDX_INLINE vector filter_columns(const float *row, ptrdiff_t columns) {
  if (!row || columns <= 0) return (vector){0};
  return columns >= FDX_LANES ? load(row) : load_partial(row, columns);
}

static void filter_backward_weight(const fdx_filter *f) {
  const ptrdiff_t per_sample = (f->outputs + 1) / 2, total = f->samples * per_sample;
  const ptrdiff_t row = filter_row(f->channels);
  float panel[4 * FDX_FILTER_CHUNK * FDX_FILTER_PANEL] __attribute__((aligned(64)));
  for (ptrdiff_t start = 0; start < total; start += FDX_FILTER_CHUNK) {
    const ptrdiff_t count = total - start < FDX_FILTER_CHUNK ? total - start : FDX_FILTER_CHUNK;
    for (ptrdiff_t i = 0; i < count; i++) {
      const ptrdiff_t sample = (start + i) / per_sample, t = (start + i) % per_sample;
      filter_transform(f, f->x + sample * f->x_stride, t, f->scratch + i * row);
    }
    for (ptrdiff_t column = 0; column < f->columns; column += FDX_FILTER_PANEL) {
      const ptrdiff_t left = f->columns - column;
      const struct filter_block k = {
          .panel = panel, .count = count, .row = row,
          .columns = left < FDX_FILTER_PANEL ? left : FDX_FILTER_PANEL,
          .tap = f->channels * f->columns, .channel = f->columns,
      };
      float *first = panel, *second = panel + 2 * count * FDX_FILTER_PANEL;
      for (ptrdiff_t i = 0; i < count; i++) {
        const ptrdiff_t sample = (start + i) / per_sample, t = (start + i) % per_sample;
        const float *dy0 = f->dy + sample * f->y_stride + 2 * t * f->columns + column;
        const float *dy1 = 2 * t + 1 < f->outputs ? dy0 + f->columns : 0;
        for (ptrdiff_t j = 0; j < FDX_FILTER_PANEL; j += FDX_LANES) {
          const vector even = filter_columns(dy0 + j, left - j);
          const vector odd = filter_columns(dy1 ? dy1 + j : 0, left - j);
          store(even + odd, first + j);
          store(even - odd, first + FDX_FILTER_PANEL + j);
          store(even, second + j);
          store(odd, second + FDX_FILTER_PANEL + j);
        }
        first += 2 * FDX_FILTER_PANEL;
        second += 2 * FDX_FILTER_PANEL;
      }
      for (ptrdiff_t c = 0; c < f->channels;) {
        const ptrdiff_t height = filter_height(f->channels, c);
        filter_gradient_tiles[height - 1](
            &k, f->channels, f->scratch + c, f->dweight + c * f->columns + column);
        c += height;
      }
    }
  }
}
