/// The most rows of the reduction that are multiplied in one go: their panel stays in the first-level cache
/// while all rows pass over it.
#define FDX_BLOCK 256

/// A stretch of the reduction against one column panel.
struct block {
  const float *panel;
  ptrdiff_t outer, inner;
  ptrdiff_t a_row, a_outer, a_inner, c_row;
  /// The columns that exist; the panel may be wider.
  ptrdiff_t columns;
  const float *bias;
  bool accumulate, relu;
};

typedef void (*tile_function)(const struct block *, const float *a, float *c);

/// Rows of the result that end within a register, through memory: `sums` holds `rows` rows of whole panels.
static void finish_partial(const struct block *k, int rows, int width, const float *sums, float *c) {
  for (int r = 0; r < rows; r++) {
    for (ptrdiff_t j = 0; j < k->columns; j++) {
      float value = sums[r * width + j];
      if (k->bias) value += k->bias[j];
      if (k->accumulate) value += c[r * k->c_row + j];
      c[r * k->c_row + j] = k->relu && value < 0 ? 0 : value;
    }
  }
}

/// `rows` x `vectors` registers of sums; both are constants wherever this is called.
FDX_INLINE void tile(
    const int rows, const int vectors, const struct block *k, const float *a, float *c) {
  vector sum[FDX_TILE_ROWS][FDX_TILE_VECTORS];
  FDX_EACH_ROW FDX_EACH_VECTOR sum[r][n] = (vector){0};

  const float *panel = k->panel;
  const ptrdiff_t a_row = k->a_row, a_inner = k->a_inner, c_row = k->c_row;
  for (ptrdiff_t u = 0; u < k->outer; u++) {
    const float *at = a + u * k->a_outer;
    for (ptrdiff_t v = 0; v < k->inner; v++) {
      vector b[FDX_TILE_VECTORS];
      FDX_EACH_VECTOR b[n] = load(panel + n * FDX_LANES);
      FDX_EACH_ROW {
        const float scalar = at[r * a_row];
        FDX_EACH_VECTOR sum[r][n] += scalar * b[n];
      }
      panel += vectors * FDX_LANES;
      at += a_inner;
    }
  }

  if (k->columns < vectors * FDX_LANES) {
    float sums[FDX_TILE_ROWS * FDX_PANEL];
    FDX_EACH_ROW FDX_EACH_VECTOR store(sum[r][n], sums + (r * vectors + n) * FDX_LANES);
    finish_partial(k, rows, vectors * FDX_LANES, sums, c);
    return;
  }
  if (k->bias) {
    FDX_EACH_VECTOR {
      const vector bias = load(k->bias + n * FDX_LANES);
      FDX_EACH_ROW sum[r][n] += bias;
    }
  }
  if (k->accumulate && !k->relu) {
    // Each row is read after the one before it was written: rows of the result may overlap.
    FDX_EACH_ROW FDX_EACH_VECTOR {
      float *to = c + r * c_row + n * FDX_LANES;
      store(sum[r][n] + load(to), to);
    }
    return;
  }
  if (k->accumulate) FDX_EACH_ROW FDX_EACH_VECTOR sum[r][n] += load(c + r * c_row + n * FDX_LANES);
  if (k->relu) FDX_EACH_ROW FDX_EACH_VECTOR sum[r][n] = positive_part(sum[r][n]);
  FDX_EACH_ROW FDX_EACH_VECTOR store(sum[r][n], c + r * c_row + n * FDX_LANES);
}

#define FDX_TILE(rows)                                                                      \
  static void tile_##rows##x1(const struct block *k, const float *a, float *c) {            \
    tile(rows, 1, k, a, c);                                                                 \
  }                                                                                         \
  static void tile_##rows##x2(const struct block *k, const float *a, float *c) {            \
    tile(rows, 2, k, a, c);                                                                 \
  }
FDX_TILE(1) FDX_TILE(2) FDX_TILE(3) FDX_TILE(4) FDX_TILE(5) FDX_TILE(6)
#if FDX_TILE_ROWS > 6
FDX_TILE(7) FDX_TILE(8) FDX_TILE(9) FDX_TILE(10) FDX_TILE(11) FDX_TILE(12)
#endif
#undef FDX_TILE

#define FDX_TILE(rows) {tile_##rows##x1, tile_##rows##x2}
static const tile_function tiles[FDX_TILE_ROWS][FDX_TILE_VECTORS] = {
    FDX_TILE(1), FDX_TILE(2), FDX_TILE(3), FDX_TILE(4), FDX_TILE(5), FDX_TILE(6),
#if FDX_TILE_ROWS > 6
    FDX_TILE(7), FDX_TILE(8), FDX_TILE(9), FDX_TILE(10), FDX_TILE(11), FDX_TILE(12),
#endif
};
#undef FDX_TILE

/// All rows against one block, in tiles of nearly equal height: 16 rows are 8 + 8, not 12 + 4.
static void multiply_block(const fdx_product *p, const struct block *k, const float *a, float *c) {
  const ptrdiff_t count = (p->rows + FDX_TILE_ROWS - 1) / FDX_TILE_ROWS;
  const ptrdiff_t height = p->rows / count, taller = p->rows % count;
  const ptrdiff_t vectors = k->columns > FDX_LANES ? 2 : 1;
  const tile_function tall = height < FDX_TILE_ROWS ? tiles[height][vectors - 1] : 0;
  const tile_function plain = height ? tiles[height - 1][vectors - 1] : 0;
  for (ptrdiff_t g = 0; g < p->groups; g++) {
    const float *from = a + g * p->a_group;
    float *to = c + g * p->c_group;
    for (ptrdiff_t t = 0; t < count; t++) {
      const bool is_tall = t < taller;
      (is_tall ? tall : plain)(k, from, to);
      from += (height + is_tall) * p->a_row;
      to += (height + is_tall) * p->c_row;
    }
  }
}

/// What a product is without a reduction: its bias.
static void multiply_nothing(const fdx_product *p) {
  for (ptrdiff_t g = 0; g < p->groups; g++) {
    for (ptrdiff_t i = 0; i < p->rows; i++) {
      float *c = p->c + g * p->c_group + i * p->c_row;
      for (ptrdiff_t j = 0; j < p->columns; j++) {
        const float value = (p->accumulate ? c[j] : 0) + (p->bias ? p->bias[j] : 0);
        c[j] = p->relu && value < 0 ? 0 : value;
      }
    }
  }
}

static void multiply(const fdx_product *given) {
  fdx_product product = *given, *p = &product;
  if (p->groups <= 0 || p->rows <= 0 || p->columns <= 0) return;
  if (p->outer <= 0 || p->inner <= 0) {
    multiply_nothing(p);
    return;
  }
  // Levels that continue one another are one level: longer runs, fuller tiles.
  if (p->rows == 1 || (p->a_group == p->rows * p->a_row && p->c_group == p->rows * p->c_row)) {
    if (p->rows == 1) p->a_row = p->a_group, p->c_row = p->c_group;
    p->rows *= p->groups;
    p->groups = 1;
  }
  if (p->inner == 1) {
    p->a_inner = p->a_outer, p->b_inner = p->b_outer;
    p->inner = p->outer, p->outer = 1;
  } else if (p->a_outer == p->inner * p->a_inner && p->b_outer == p->inner * p->b_inner) {
    p->inner *= p->outer, p->outer = 1;
  }

  // A block is either a part of one inner run or several whole inner runs.
  const ptrdiff_t inner_step = p->inner < FDX_BLOCK ? p->inner : FDX_BLOCK;
  const ptrdiff_t outer_step = FDX_BLOCK / p->inner > 1 ? FDX_BLOCK / p->inner : 1;
  const ptrdiff_t reduction = p->outer * p->inner;
  float scratch[FDX_BLOCK * FDX_PANEL] __attribute__((aligned(64)));

  for (ptrdiff_t column = 0; column < p->columns; column += FDX_PANEL) {
    const ptrdiff_t width = panel_width(p->columns, column);
    const ptrdiff_t left = p->columns - column;
    struct block k = {
        .a_row = p->a_row, .a_outer = p->a_outer, .a_inner = p->a_inner, .c_row = p->c_row,
        .columns = left < width ? left : width,
    };
    for (ptrdiff_t u = 0; u < p->outer; u += outer_step) {
      k.outer = p->outer - u < outer_step ? p->outer - u : outer_step;
      for (ptrdiff_t v = 0; v < p->inner; v += inner_step) {
        k.inner = p->inner - v < inner_step ? p->inner - v : inner_step;
        const bool first = u == 0 && v == 0;
        const bool last = u + k.outer == p->outer && v + k.inner == p->inner;
        if (p->packed) {
          k.panel = p->packed + column * reduction + (u * p->inner + v) * width;
        } else {
          float *to = scratch;
          for (ptrdiff_t i = u; i < u + k.outer; i++) {
            to = pack_rows(
                p->b + i * p->b_outer + v * p->b_inner + column * p->b_column, p->b_inner,
                p->b_column, k.inner, k.columns, width, to);
          }
          k.panel = scratch;
        }
        k.bias = first && p->bias ? p->bias + column : 0;
        k.accumulate = !first || p->accumulate;
        k.relu = last && p->relu;
        multiply_block(
            p, &k, p->a + u * p->a_outer + v * p->a_inner, p->c + column);
      }
    }
  }
}
