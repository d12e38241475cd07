// A product of overlapping rows whose operands have fewer bits than a float, included once per format. Words of 32
// bits take the place that floats have in `product.h`: a word holds FDX_GROUP elements that lie one after the other
// in the reduction, and a row of a panel holds one word for each of its columns. The includer defines:
//   FDX_FORMAT        the prefix of all names
//   FDX_GROUP         elements in a word
//   element           the type of an element
//   sums              a register of sums
//   operand           a register of the right side, ready to be multiplied
//   FDX_OPERAND(words)             makes an operand of a register as it is packed
//   FDX_STEP(sum, word, operand)   the sum with the products of a word of the left side added
//   FDX_VALUE(sum)                 a register of sums as floats
// and takes all of it back afterwards.

#define FDX_JOIN_NAMES(a, b) a##_##b
#define FDX_JOIN(a, b) FDX_JOIN_NAMES(a, b)
#define FDX_NAMED(name) FDX_JOIN(FDX_FORMAT, name)

/// All of the reduction against one column panel.
struct FDX_NAMED(panel) {
  const uint32_t *words;
  /// Runs of the reduction, and words in each.
  ptrdiff_t outer, inner;
  ptrdiff_t a_row, a_outer, c_row;
  /// The columns that exist; the panel may be wider.
  ptrdiff_t columns;
  const float *scale, *bias;
  bool accumulate, relu;
};

typedef void (*FDX_NAMED(tile_function))(const struct FDX_NAMED(panel) *, const element *a, float *c);

/// Rows of the result that end within a register, through memory: `sums` holds `rows` rows of whole panels.
static void FDX_NAMED(finish_partial)(
    const struct FDX_NAMED(panel) *k, int rows, int width, const float *values, float *c) {
  // Rounded in the same places on every machine.
#pragma clang fp contract(off)
  for (int r = 0; r < rows; r++) {
    for (ptrdiff_t j = 0; j < k->columns; j++) {
      float value = values[r * width + j];
      if (k->scale) value *= k->scale[j];
      if (k->bias) value += k->bias[j];
      if (k->accumulate) value += c[r * k->c_row + j];
      c[r * k->c_row + j] = k->relu && value < 0 ? 0 : value;
    }
  }
}

FDX_INLINE void FDX_NAMED(tile)(
    const int rows, const int vectors, const struct FDX_NAMED(panel) *k, const element *a, float *c) {
#pragma clang fp contract(off)
  sums sum[FDX_TILE_ROWS][FDX_TILE_VECTORS];
  FDX_EACH_ROW FDX_EACH_VECTOR sum[r][n] = (sums){0};

  const uint32_t *words = k->words;
  const ptrdiff_t a_row = k->a_row, c_row = k->c_row;
  for (ptrdiff_t u = 0; u < k->outer; u++) {
    const element *at = a + u * k->a_outer;
    for (ptrdiff_t v = 0; v < k->inner; v++) {
      operand right[FDX_TILE_VECTORS];
      FDX_EACH_VECTOR right[n] = FDX_OPERAND(*(const word_vector *)(words + n * FDX_LANES));
      FDX_EACH_ROW {
        uint32_t word;
        memcpy(&word, at + r * a_row, sizeof word);
        FDX_EACH_VECTOR sum[r][n] = FDX_STEP(sum[r][n], word, right[n]);
      }
      words += vectors * FDX_LANES;
      at += FDX_GROUP;
    }
  }

  if (k->columns < vectors * FDX_LANES) {
    float values[FDX_TILE_ROWS * FDX_PANEL];
    FDX_EACH_ROW FDX_EACH_VECTOR store(FDX_VALUE(sum[r][n]), values + (r * vectors + n) * FDX_LANES);
    FDX_NAMED(finish_partial)(k, rows, vectors * FDX_LANES, values, c);
    return;
  }
  FDX_EACH_VECTOR {
    const vector one = (vector){0} + 1.0f;
    const vector scale = k->scale ? load(k->scale + n * FDX_LANES) : one;
    const vector bias = k->bias ? load(k->bias + n * FDX_LANES) : -(vector){0};
    FDX_EACH_ROW {
      float *to = c + r * c_row + n * FDX_LANES;
      vector value = FDX_VALUE(sum[r][n]) * scale + bias;
      if (k->accumulate) value += load(to);
      store(k->relu ? positive_part(value) : value, to);
    }
  }
}

#define FDX_TILE(rows)                                                                     \
  static void FDX_NAMED(tile_##rows##x1)(                                                  \
      const struct FDX_NAMED(panel) *k, const element *a, float *c) {                      \
    FDX_NAMED(tile)(rows, 1, k, a, c);                                                     \
  }                                                                                        \
  static void FDX_NAMED(tile_##rows##x2)(                                                  \
      const struct FDX_NAMED(panel) *k, const element *a, float *c) {                      \
    FDX_NAMED(tile)(rows, 2, k, a, c);                                                     \
  }
FDX_TILE(1) FDX_TILE(2) FDX_TILE(3) FDX_TILE(4) FDX_TILE(5) FDX_TILE(6)
#if FDX_TILE_ROWS > 6
FDX_TILE(7) FDX_TILE(8) FDX_TILE(9) FDX_TILE(10) FDX_TILE(11) FDX_TILE(12)
#endif
#undef FDX_TILE

#define FDX_TILE(rows) {FDX_NAMED(tile_##rows##x1), FDX_NAMED(tile_##rows##x2)}
static const FDX_NAMED(tile_function) FDX_NAMED(tiles)[FDX_TILE_ROWS][FDX_TILE_VECTORS] = {
    FDX_TILE(1), FDX_TILE(2), FDX_TILE(3), FDX_TILE(4), FDX_TILE(5), FDX_TILE(6),
#if FDX_TILE_ROWS > 6
    FDX_TILE(7), FDX_TILE(8), FDX_TILE(9), FDX_TILE(10), FDX_TILE(11), FDX_TILE(12),
#endif
};
#undef FDX_TILE

static void FDX_NAMED(multiply)(const fdx_reduced_product *given) {
  fdx_reduced_product product = *given, *p = &product;
  if (p->groups <= 0 || p->rows <= 0 || p->columns <= 0 || p->outer <= 0 || p->inner <= 0) return;
  // As in `product.h`: longer runs, fuller tiles; and words that end where a run ends stay as they are.
  if (p->rows == 1 || (p->a_group == p->rows * p->a_row && p->c_group == p->rows * p->c_row)) {
    if (p->rows == 1) p->a_row = p->a_group, p->c_row = p->c_group;
    p->rows *= p->groups;
    p->groups = 1;
  }
  const ptrdiff_t inner = (p->inner + FDX_GROUP - 1) / FDX_GROUP;
  const ptrdiff_t count = (p->rows + FDX_TILE_ROWS - 1) / FDX_TILE_ROWS;
  const ptrdiff_t height = p->rows / count, taller = p->rows % count;
  for (ptrdiff_t column = 0; column < p->columns; column += FDX_PANEL) {
    const ptrdiff_t width = panel_width(p->columns, column);
    const ptrdiff_t left = p->columns - column;
    const struct FDX_NAMED(panel) k = {
        .words = (const uint32_t *)p->packed + column * p->outer * inner,
        .outer = p->outer, .inner = inner,
        .a_row = p->a_row, .a_outer = p->a_outer, .c_row = p->c_row,
        .columns = left < width ? left : width,
        .scale = p->scale ? p->scale + column : 0, .bias = p->bias ? p->bias + column : 0,
        .accumulate = p->accumulate, .relu = p->relu,
    };
    const ptrdiff_t vectors = k.columns > FDX_LANES ? 2 : 1;
    const FDX_NAMED(tile_function) tall =
        height < FDX_TILE_ROWS ? FDX_NAMED(tiles)[height][vectors - 1] : 0;
    const FDX_NAMED(tile_function) plain = FDX_NAMED(tiles)[height - 1][vectors - 1];
    for (ptrdiff_t g = 0; g < p->groups; g++) {
      const element *from = (const element *)p->a + g * p->a_group;
      float *to = p->c + g * p->c_group + column;
      for (ptrdiff_t t = 0; t < count; t++) {
        const bool is_tall = t < taller;
        (is_tall ? tall : plain)(&k, from, to);
        from += (height + is_tall) * p->a_row;
        to += (height + is_tall) * p->c_row;
      }
    }
  }
}

#undef FDX_JOIN_NAMES
#undef FDX_JOIN
#undef FDX_NAMED
#undef FDX_FORMAT
#undef FDX_GROUP
#undef FDX_OPERAND
#undef FDX_STEP
#undef FDX_VALUE
#undef element
#undef sums
#undef operand
