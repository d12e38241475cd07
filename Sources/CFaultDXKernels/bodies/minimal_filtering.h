// Convolutions of 3 taps at stride 1 with 6 products for 4 outputs where the definition takes 12: the minimal
// filtering algorithm F(4, 3) of Winograd ("Arithmetic complexity of computations", SIAM 1980), used for networks
// by Lavin and Gray (arXiv:1509.09308). A tile is the 6 inputs d0 ... d5 under 4 outputs y0 ... y3. Inputs and taps
// are evaluated as polynomials at the points 0, a, -a, b, -b and infinity, their products summed over channels
// (matrix products with tiles as rows), and the outputs interpolated:
//
//     m0 = (a2 b2 d0 - (a2 + b2) d2 + d4) g0 / a2 b2                            y0 = m0 + s + S
//     m+ m- = ((d4 - b2 d2) +- a (d3 - b2 d1)) (g0 +- a g1 + a2 g2) / A         y1 = a e + b E
//     M+ M- = ((d4 - a2 d2) +- b (d3 - a2 d1)) (g0 +- b g1 + b2 g2) / B         y2 = a2 s + b2 S
//     m5 = (a2 b2 d1 - (a2 + b2) d3 + d5) g2                                    y3 = a3 e + b3 E + m5
//
//     s, e = m+ +- m-    S, E = M+ +- M-    A = 2 a2 (a2 - b2)    B = 2 b2 (b2 - a2)
//
// With a = 3/4 and b = 3/2 all constants but those of the taps are exact, and rounding errors are half of those at
// the usual points 1 and 2 (Benchmarks/README.md). Products are summed in pairs side by side, so that a tile stays in
// registers from its inputs to its outputs. Gradients are derived beside `Conv1d: Trainable`; that of the weight goes
// through registers in the same way.

#define FDX_POINT_A 0.75f
#define FDX_POINT_B 1.5f
#define FDX_A2 (FDX_POINT_A * FDX_POINT_A)
#define FDX_B2 (FDX_POINT_B * FDX_POINT_B)
/// What the taps at 0, at a and -a, and at b and -b are divided by.
#define FDX_SCALE_0 (1 / (FDX_A2 * FDX_B2))
#define FDX_SCALE_A (1 / (2 * FDX_A2 * (FDX_A2 - FDX_B2)))
#define FDX_SCALE_B (1 / (2 * FDX_B2 * (FDX_B2 - FDX_A2)))

/// The outputs of a tile.
#define FDX_FILTER_OUTPUTS 4

/// Register tiles: two sums for each row and register of columns, and as many that wait.
#define FDX_FILTER_ROWS (6 / FDX_FILTER_VECTORS)
#define FDX_FILTER_PANEL (FDX_FILTER_VECTORS * FDX_LANES)

/// Tiles that are transformed and then multiplied in one go, so that they stay in the second-level cache.
#define FDX_FILTER_CHUNK 64

#define FDX_EACH_SUM                                              \
  _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; r++) \
      _Pragma("clang loop unroll(full)") for (int n = 0; n < FDX_FILTER_VECTORS; n++)

typedef vector filter_sums[FDX_FILTER_ROWS][FDX_FILTER_VECTORS];

/// Where the outputs of one tile go, and how many there are: the last tile of a sample may have fewer.
struct filter_target {
  float *rows;
  ptrdiff_t outputs;
};

/// Floats from one transformed tile to the next. Not a multiple of 4096 bytes, where rows would share a cache set.
FDX_INLINE ptrdiff_t filter_row(ptrdiff_t channels) { return 6 * channels + 16; }

static ptrdiff_t filter_scratch_count(ptrdiff_t channels) {
  return FDX_FILTER_CHUNK * filter_row(channels);
}

static ptrdiff_t filter_packed_count(ptrdiff_t channels, ptrdiff_t columns) {
  return 6 * channels * ((columns + FDX_FILTER_PANEL - 1) / FDX_FILTER_PANEL * FDX_FILTER_PANEL);
}

/// Transforms taps into panels of columns: pairs at a and -a for all channels, at b and -b, at 0 and infinity.
static void filter_pack(
    ptrdiff_t channels, ptrdiff_t columns, const float *taps, ptrdiff_t tap_stride, ptrdiff_t channel_stride,
    ptrdiff_t column_stride, float *packed) {
  enum { run = 64, width = FDX_FILTER_PANEL };
  float g[3][run * width];
  for (ptrdiff_t column = 0; column < columns; column += width, packed += 6 * channels * width) {
    const ptrdiff_t left = columns - column;
    for (ptrdiff_t c = 0; c < channels; c += run) {
      const ptrdiff_t count = channels - c < run ? channels - c : run;
      for (int tap = 0; tap < 3; tap++) {
        pack_rows(
            taps + tap * tap_stride + c * channel_stride + column * column_stride, channel_stride,
            column_stride, count, left < width ? left : width, width, g[tap]);
      }
      float *at_a = packed + 2 * c * width, *at_b = at_a + 2 * channels * width;
      float *at_ends = at_b + 2 * channels * width;
      for (ptrdiff_t i = 0; i < count; i++) {
        for (ptrdiff_t j = 0; j < width; j += FDX_LANES) {
          const vector g0 = load(g[0] + i * width + j), g1 = load(g[1] + i * width + j);
          const vector g2 = load(g[2] + i * width + j);
          const ptrdiff_t even = 2 * i * width + j, odd = even + width;
          const vector a = g0 + FDX_A2 * g2, b = g0 + FDX_B2 * g2;
          store((a + FDX_POINT_A * g1) * FDX_SCALE_A, at_a + even);
          store((a - FDX_POINT_A * g1) * FDX_SCALE_A, at_a + odd);
          store((b + FDX_POINT_B * g1) * FDX_SCALE_B, at_b + even);
          store((b - FDX_POINT_B * g1) * FDX_SCALE_B, at_b + odd);
          store(g0 * FDX_SCALE_0, at_ends + even);
          store(g2, at_ends + odd);
        }
      }
    }
  }
}

/// One register of each input of a tile, evaluated at the six points.
FDX_INLINE void filter_evaluate(const vector d[6], vector v[6]) {
  const vector a = d[4] - FDX_B2 * d[2], aa = FDX_POINT_A * (d[3] - FDX_B2 * d[1]);
  const vector b = d[4] - FDX_A2 * d[2], bb = FDX_POINT_B * (d[3] - FDX_A2 * d[1]);
  v[0] = a + aa;
  v[1] = a - aa;
  v[2] = b + bb;
  v[3] = b - bb;
  v[4] = b + FDX_B2 * (FDX_A2 * d[0] - d[2]);
  v[5] = d[5] - FDX_A2 * d[3] + FDX_B2 * (FDX_A2 * d[1] - d[3]);
}

/// Writes a tile's inputs at the six points, in the order of the panels. Rows outside count as zeros.
static void filter_transform(const fdx_filter *f, const float *sample, ptrdiff_t t, float *v) {
  const ptrdiff_t channels = f->channels, row = f->first + FDX_FILTER_OUTPUTS * t;
  const float *const x = sample + row * channels;
  vector d[6], at[6];
  ptrdiff_t c = 0;
  if (row >= 0 && row + 6 <= f->rows) {
    for (; c + FDX_LANES <= channels; c += FDX_LANES) {
      for (int i = 0; i < 6; i++) d[i] = load(x + i * channels + c);
      filter_evaluate(d, at);
      for (int i = 0; i < 6; i++) store(at[i], v + i * channels + c);
    }
  }
  for (; c < channels; c += FDX_LANES) {
    const ptrdiff_t left = channels - c;
    for (int i = 0; i < 6; i++) {
      d[i] = row + i < 0 || row + i >= f->rows ? (vector){0}
             : left >= FDX_LANES               ? load(x + i * channels + c)
                                               : load_partial(x + i * channels + c, left);
    }
    filter_evaluate(d, at);
    for (int i = 0; i < 6; i++) {
      if (left >= FDX_LANES) {
        store(at[i], v + i * channels + c);
      } else {
        store_partial(at[i], v + i * channels + c, left);
      }
    }
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
  /// Forward: the first column, and from one row of the result to the next.
  ptrdiff_t column, y_row;
  const float *bias;
  bool accumulate, relu;
  /// Weight gradient: from one tap to the next, and from one input channel to the next.
  ptrdiff_t tap, channel;
};

/// A row of the result that ends within its registers.
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

/// Writes one of the outputs of every tile that has it.
FDX_INLINE void filter_finish(
    const int rows, const struct filter_block *k, filter_sums sums, const int output,
    const struct filter_target *to) {
  if (k->columns < FDX_FILTER_PANEL) {
    float partial[FDX_FILTER_ROWS][FDX_FILTER_PANEL];
    FDX_EACH_SUM store(sums[r][n], partial[r] + n * FDX_LANES);
    for (int r = 0; r < rows; r++) {
      if (output >= to[r].outputs) continue;
      float *at = to[r].rows + output * k->y_row + k->column;
      filter_finish_partial(k, partial[r], k->bias, k->accumulate, k->relu, at);
    }
    return;
  }
  if (k->bias) FDX_EACH_SUM sums[r][n] += load(k->bias + n * FDX_LANES);
  _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; r++) {
    if (output >= to[r].outputs) continue;
    float *at = to[r].rows + output * k->y_row + k->column;
    _Pragma("clang loop unroll(full)") for (int n = 0; n < FDX_FILTER_VECTORS; n++) {
      vector value = sums[r][n];
      if (k->accumulate) value += load(at + n * FDX_LANES);
      if (k->relu) value = positive_part(value);
      store(value, at + n * FDX_LANES);
    }
  }
}

/// The four outputs of `rows` tiles.
FDX_INLINE void filter_tile(
    const int rows, const struct filter_block *k, const float *v, const struct filter_target *to) {
  const ptrdiff_t channels = k->count, pair = 2 * channels * FDX_FILTER_PANEL;
  filter_sums p, q, sum, difference;
  FDX_EACH_SUM p[r][n] = q[r][n] = (vector){0};
  filter_products(rows, channels, v, v + channels, k->row, 1, k->panel, p, q);
  FDX_EACH_SUM {
    sum[r][n] = p[r][n] + q[r][n];
    difference[r][n] = p[r][n] - q[r][n];
    p[r][n] = q[r][n] = (vector){0};
  }
  filter_products(rows, channels, v + 2 * channels, v + 3 * channels, k->row, 1, k->panel + pair, p, q);
  filter_sums first, second;
  FDX_EACH_SUM {
    const vector s = sum[r][n], e = difference[r][n], S = p[r][n] + q[r][n], E = p[r][n] - q[r][n];
    first[r][n] = FDX_POINT_A * e + FDX_POINT_B * E;
    second[r][n] = FDX_A2 * s + FDX_B2 * S;
    p[r][n] = s + S;
    q[r][n] = (FDX_A2 * FDX_POINT_A) * e + (FDX_B2 * FDX_POINT_B) * E;
  }
  filter_finish(rows, k, first, 1, to);
  filter_finish(rows, k, second, 2, to);
  filter_products(
      rows, channels, v + 4 * channels, v + 5 * channels, k->row, 1, k->panel + 2 * pair, p, q);
  filter_finish(rows, k, p, 0, to);
  filter_finish(rows, k, q, 3, to);
}

/// Adds one tap of the gradient of every row, which is an input channel here.
FDX_INLINE void filter_add(
    const int rows, const struct filter_block *k, filter_sums sums, const int tap, float *to) {
  to += tap * k->tap;
  if (k->columns < FDX_FILTER_PANEL) {
    float partial[FDX_FILTER_ROWS][FDX_FILTER_PANEL];
    FDX_EACH_SUM store(sums[r][n], partial[r] + n * FDX_LANES);
    for (int r = 0; r < rows; r++) {
      filter_finish_partial(k, partial[r], 0, true, false, to + r * k->channel);
    }
    return;
  }
  FDX_EACH_SUM {
    float *at = to + r * k->channel + n * FDX_LANES;
    store(load(at) + sums[r][n], at);
  }
}

/// The gradient of the three taps of `rows` input channels, summed over tiles.
FDX_INLINE void filter_gradient_tile(
    const int rows, const struct filter_block *k, ptrdiff_t channels, const float *v, float *to) {
  const ptrdiff_t pair = 2 * k->count * FDX_FILTER_PANEL;
  filter_sums p, q, sum, difference, middle;
  FDX_EACH_SUM p[r][n] = q[r][n] = (vector){0};
  filter_products(rows, k->count, v, v + channels, 1, k->row, k->panel, p, q);
  FDX_EACH_SUM {
    sum[r][n] = (p[r][n] + q[r][n]) * FDX_SCALE_A;
    difference[r][n] = (p[r][n] - q[r][n]) * FDX_SCALE_A;
    p[r][n] = q[r][n] = (vector){0};
  }
  filter_products(
      rows, k->count, v + 2 * channels, v + 3 * channels, 1, k->row, k->panel + pair, p, q);
  FDX_EACH_SUM {
    const vector s = sum[r][n], S = (p[r][n] + q[r][n]) * FDX_SCALE_B;
    const vector E = (p[r][n] - q[r][n]) * FDX_SCALE_B;
    middle[r][n] = FDX_POINT_A * difference[r][n] + FDX_POINT_B * E;
    p[r][n] = s + S;
    q[r][n] = FDX_A2 * s + FDX_B2 * S;
  }
  filter_add(rows, k, middle, 1, to);
  filter_products(
      rows, k->count, v + 4 * channels, v + 5 * channels, 1, k->row, k->panel + 2 * pair, p, q);
  filter_add(rows, k, p, 0, to);
  filter_add(rows, k, q, 2, to);
}

typedef void (*filter_function)(const struct filter_block *, const float *v, const struct filter_target *to);
typedef void (*filter_gradient_function)(
    const struct filter_block *, ptrdiff_t channels, const float *v, float *to);

#define FDX_FILTER_HEIGHT(rows)                                                                        \
  static void filter_tile_##rows(const struct filter_block *k, const float *v, const struct filter_target *to) { \
    filter_tile(rows, k, v, to);                                                                       \
  }                                                                                                    \
  static void filter_gradient_tile_##rows(                                                             \
      const struct filter_block *k, ptrdiff_t channels, const float *v, float *to) {                   \
    filter_gradient_tile(rows, k, channels, v, to);                                                    \
  }
FDX_FILTER_HEIGHT(1) FDX_FILTER_HEIGHT(2) FDX_FILTER_HEIGHT(3)
#if FDX_FILTER_VECTORS == 1
FDX_FILTER_HEIGHT(4) FDX_FILTER_HEIGHT(5) FDX_FILTER_HEIGHT(6)
#define FDX_FILTER_HEIGHTS(name) {name##1, name##2, name##3, name##4, name##5, name##6}
#else
#define FDX_FILTER_HEIGHTS(name) {name##1, name##2, name##3}
#endif
static const filter_function filter_tiles[FDX_FILTER_ROWS] = FDX_FILTER_HEIGHTS(filter_tile_);
static const filter_gradient_function filter_gradient_tiles[FDX_FILTER_ROWS] =
    FDX_FILTER_HEIGHTS(filter_gradient_tile_);
#undef FDX_FILTER_HEIGHT
#undef FDX_FILTER_HEIGHTS

/// The height of the tile that starts at row `at`, all being nearly equal.
FDX_INLINE ptrdiff_t filter_height(ptrdiff_t rows, ptrdiff_t at) {
  const ptrdiff_t count = (rows + FDX_FILTER_ROWS - 1) / FDX_FILTER_ROWS;
  const ptrdiff_t height = rows / count, taller = rows % count;
  return at < taller * (height + 1) ? height + 1 : height;
}

static void filter_forward(const fdx_filter *f) {
  const ptrdiff_t per_sample = (f->outputs + FDX_FILTER_OUTPUTS - 1) / FDX_FILTER_OUTPUTS;
  const ptrdiff_t total = f->samples * per_sample, row = filter_row(f->channels);
  struct filter_target to[FDX_FILTER_CHUNK];
  ptrdiff_t sample = 0, t = 0;
  for (ptrdiff_t start = 0; start < total; start += FDX_FILTER_CHUNK) {
    const ptrdiff_t count = total - start < FDX_FILTER_CHUNK ? total - start : FDX_FILTER_CHUNK;
    for (ptrdiff_t i = 0; i < count; i++) {
      filter_transform(f, f->x + sample * f->x_stride, t, f->scratch + i * row);
      to[i].rows = f->y + sample * f->y_stride + FDX_FILTER_OUTPUTS * t * f->columns;
      to[i].outputs = f->outputs - FDX_FILTER_OUTPUTS * t;
      if (++t == per_sample) t = 0, sample++;
    }
    for (ptrdiff_t column = 0; column < f->columns; column += FDX_FILTER_PANEL) {
      const ptrdiff_t left = f->columns - column;
      const struct filter_block k = {
          .panel = f->packed + 6 * f->channels * column, .count = f->channels, .row = row,
          .columns = left < FDX_FILTER_PANEL ? left : FDX_FILTER_PANEL,
          .column = column, .y_row = f->columns,
          .bias = f->bias ? f->bias + column : 0, .accumulate = f->accumulate, .relu = f->relu,
      };
      for (ptrdiff_t i = 0; i < count;) {
        const ptrdiff_t height = filter_height(count, i);
        filter_tiles[height - 1](&k, f->scratch + i * row, to + i);
        i += height;
      }
    }
  }
}

/// The gradient of a tile's outputs for one register of columns, evaluated like the taps: `pair` floats from the
/// points a and -a to b and -b, and on to 0 and infinity.
FDX_INLINE void filter_evaluate_gradient(
    const fdx_filter *f, const float *dy, ptrdiff_t first, ptrdiff_t left, ptrdiff_t pair, float *to) {
  vector y[FDX_FILTER_OUTPUTS];
  for (int o = 0; o < FDX_FILTER_OUTPUTS; o++) {
    const float *row = dy + o * f->columns;
    y[o] = first + o >= f->outputs || left <= 0 ? (vector){0}
           : left >= FDX_LANES                  ? load(row)
                                                : load_partial(row, left);
  }
  const vector a = y[0] + FDX_A2 * y[2], aa = FDX_POINT_A * (y[1] + FDX_A2 * y[3]);
  const vector b = y[0] + FDX_B2 * y[2], bb = FDX_POINT_B * (y[1] + FDX_B2 * y[3]);
  store(a + aa, to);
  store(a - aa, to + FDX_FILTER_PANEL);
  store(b + bb, to + pair);
  store(b - bb, to + pair + FDX_FILTER_PANEL);
  store(y[0] * FDX_SCALE_0, to + 2 * pair);
  store(y[3], to + 2 * pair + FDX_FILTER_PANEL);
}

static void filter_backward_weight(const fdx_filter *f) {
  const ptrdiff_t per_sample = (f->outputs + FDX_FILTER_OUTPUTS - 1) / FDX_FILTER_OUTPUTS;
  const ptrdiff_t total = f->samples * per_sample, row = filter_row(f->channels);
  float panel[6 * FDX_FILTER_CHUNK * FDX_FILTER_PANEL] __attribute__((aligned(64)));
  for (ptrdiff_t start = 0; start < total; start += FDX_FILTER_CHUNK) {
    const ptrdiff_t count = total - start < FDX_FILTER_CHUNK ? total - start : FDX_FILTER_CHUNK;
    for (ptrdiff_t i = 0; i < count; i++) {
      const ptrdiff_t sample = (start + i) / per_sample, t = (start + i) % per_sample;
      filter_transform(f, f->x + sample * f->x_stride, t, f->scratch + i * row);
    }
    for (ptrdiff_t column = 0; column < f->columns; column += FDX_FILTER_PANEL) {
      const ptrdiff_t left = f->columns - column, pair = 2 * count * FDX_FILTER_PANEL;
      const struct filter_block k = {
          .panel = panel, .count = count, .row = row,
          .columns = left < FDX_FILTER_PANEL ? left : FDX_FILTER_PANEL,
          .tap = f->channels * f->columns, .channel = f->columns,
      };
      for (ptrdiff_t i = 0; i < count; i++) {
        const ptrdiff_t sample = (start + i) / per_sample;
        const ptrdiff_t first = (start + i) % per_sample * FDX_FILTER_OUTPUTS;
        const float *dy = f->dy + sample * f->y_stride + first * f->columns + column;
        for (ptrdiff_t j = 0; j < FDX_FILTER_PANEL; j += FDX_LANES) {
          filter_evaluate_gradient(f, dy + j, first, left - j, pair, panel + 2 * i * FDX_FILTER_PANEL + j);
        }
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
