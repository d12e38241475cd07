// Compiles every body for one instruction set. Included once by `baseline.c`, `avx2.c` and `avx512.c`, which
// set the target attribute and:
//   FDX_LANES         floats in a register
//   FDX_TILE_ROWS     rows of the product's register tile
//   FDX_TABLE         the name of the table
// Everything but the table is static, so the bodies need no names of their own per instruction set.

#pragma clang fp contract(fast)

#include "bodies/vector.h"

#include "bodies/pack.h"
#include "bodies/peak.h"
#include "bodies/pointwise.h"
#include "bodies/product.h"

const struct fdx_table FDX_TABLE = {
    .multiply = multiply,
    .packed_count = packed_count,
    .pack = pack,
    .peak_operations = peak_operations,
    .peak = peak,
    .relu_forward = relu_forward,
    .relu_backward = relu_backward,
    .add = add,
    .column_sums = column_sums,
};
