// The right-hand side of a product comes in column panels: a panel is FDX_TILE_VECTORS registers wide (the last one
// only as many as it needs), and a tile of the result is as wide as a panel and at most FDX_TILE_ROWS high.

#define FDX_TILE_VECTORS 2
#define FDX_PANEL (FDX_TILE_VECTORS * FDX_LANES)

/// The width of the panel that starts at `column`: whole registers.
FDX_INLINE ptrdiff_t panel_width(ptrdiff_t columns, ptrdiff_t column) {
  const ptrdiff_t left = columns - column;
  return left >= FDX_PANEL ? FDX_PANEL : (left + FDX_LANES - 1) / FDX_LANES * FDX_LANES;
}

/// Every row and register of the tile that is being computed; unrolled, so that `sum` stays in registers.
#define FDX_EACH_ROW _Pragma("clang loop unroll(full)") for (int r = 0; r < rows; r++)
#define FDX_EACH_VECTOR _Pragma("clang loop unroll(full)") for (int n = 0; n < vectors; n++)
