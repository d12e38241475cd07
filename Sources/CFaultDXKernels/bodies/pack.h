// The right-hand side of a product in column panels: a panel is FDX_TILE_VECTORS registers wide (the last one
// only as many as it needs, filled up with zeros) and holds the rows of the reduction one after the other, so
// that the inner loop reads it as one stream, and no load in it ever needs a tail.

static ptrdiff_t packed_count(ptrdiff_t reduction, ptrdiff_t columns) {
  return reduction * ((columns + FDX_LANES - 1) / FDX_LANES * FDX_LANES);
}

typedef float quad __attribute__((vector_size(16), aligned(4)));

/// Writes the transpose of 4 x 4 floats.
FDX_INLINE void transpose_quad(const float *from, ptrdiff_t from_row, float *to, ptrdiff_t to_row) {
  const quad a = *(const quad *)from, b = *(const quad *)(from + from_row);
  const quad c = *(const quad *)(from + 2 * from_row), d = *(const quad *)(from + 3 * from_row);
  const quad ac = __builtin_shufflevector(a, c, 0, 4, 1, 5), bd = __builtin_shufflevector(b, d, 0, 4, 1, 5);
  const quad ca = __builtin_shufflevector(a, c, 2, 6, 3, 7), db = __builtin_shufflevector(b, d, 2, 6, 3, 7);
  *(quad *)to = __builtin_shufflevector(ac, bd, 0, 4, 1, 5);
  *(quad *)(to + to_row) = __builtin_shufflevector(ac, bd, 2, 6, 3, 7);
  *(quad *)(to + 2 * to_row) = __builtin_shufflevector(ca, db, 0, 4, 1, 5);
  *(quad *)(to + 3 * to_row) = __builtin_shufflevector(ca, db, 2, 6, 3, 7);
}

/// Packs `count` rows of the reduction that share the outer index, and `columns` of their columns; returns where
/// the next row goes.
static float *pack_rows(
    const float *b, ptrdiff_t b_inner, ptrdiff_t b_column, ptrdiff_t count, ptrdiff_t columns,
    ptrdiff_t width, float *packed) {
  float *const end = packed + count * width;
  if (b_column == 1 && columns == FDX_PANEL) {
    for (; packed < end; b += b_inner, packed += FDX_PANEL) {
      for (int n = 0; n < FDX_TILE_VECTORS; n++) store(load(b + n * FDX_LANES), packed + n * FDX_LANES);
    }
    return end;
  }
  ptrdiff_t v = 0;
  if (b_inner == 1 && columns == width) {
    // The weight of an input gradient is read along the output channels: a transposition.
    const ptrdiff_t quads = count / 4 * 4;
    for (ptrdiff_t j = 0; j < columns; j += 4) {
      for (v = 0; v < quads; v += 4) {
        transpose_quad(b + j * b_column + v, b_column, packed + v * width + j, width);
      }
    }
    v = quads;
  }
  for (; v < count; v++) {
    float *row = packed + v * width;
    for (ptrdiff_t j = 0; j < columns; j++) row[j] = b[v * b_inner + j * b_column];
    for (ptrdiff_t j = columns; j < width; j++) row[j] = 0;
  }
  return end;
}

static void pack(const fdx_product *p, float *packed) {
  for (ptrdiff_t column = 0; column < p->columns; column += FDX_PANEL) {
    const ptrdiff_t width = panel_width(p->columns, column);
    const ptrdiff_t left = p->columns - column;
    for (ptrdiff_t u = 0; u < p->outer; u++) {
      packed = pack_rows(
          p->b + u * p->b_outer + column * p->b_column, p->b_inner, p->b_column, p->inner,
          left < width ? left : width, width, packed);
    }
  }
}
