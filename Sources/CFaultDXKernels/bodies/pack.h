// The right-hand side of a product in column panels: a panel is FDX_TILE_VECTORS registers wide (the last one
// only as many as it needs, filled up with zeros) and holds the rows of the reduction one after the other, so
// that the inner loop reads it as one stream, and no load in it ever needs a tail.

#define FDX_TILE_VECTORS 2
#define FDX_PANEL (FDX_TILE_VECTORS * FDX_LANES)

/// The width of the panel that starts at `column`: whole registers.
FDX_INLINE ptrdiff_t panel_width(ptrdiff_t columns, ptrdiff_t column) {
  const ptrdiff_t left = columns - column;
  return left >= FDX_PANEL ? FDX_PANEL : (left + FDX_LANES - 1) / FDX_LANES * FDX_LANES;
}

static ptrdiff_t packed_count(ptrdiff_t reduction, ptrdiff_t columns) {
  return reduction * ((columns + FDX_LANES - 1) / FDX_LANES * FDX_LANES);
}

/// Packs `count` rows of the reduction that share the outer index, `count_j` columns of them.
static float *pack_rows(
    const float *b, ptrdiff_t b_inner, ptrdiff_t b_column, ptrdiff_t count, ptrdiff_t columns,
    ptrdiff_t width, float *packed) {
  for (ptrdiff_t v = 0; v < count; v++, b += b_inner, packed += width) {
    if (b_column == 1) {
      memcpy(packed, b, (size_t)columns * sizeof(float));
    } else {
      for (ptrdiff_t j = 0; j < columns; j++) packed[j] = b[j * b_column];
    }
    for (ptrdiff_t j = columns; j < width; j++) packed[j] = 0;
  }
  return packed;
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
