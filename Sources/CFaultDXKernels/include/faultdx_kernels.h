#pragma once

#include <stdbool.h>
#include <stddef.h>

/// The kernels of faultdx: plain loops over floats, each compiled once for every instruction set.
///
/// Rules that hold for all of them:
/// - the first argument says which instruction set runs; `fdx_isa_available` says which may be asked for;
/// - activations are `[sample][time][channel]`, channels contiguous, counts in elements, strides in floats;
/// - gradients of parameters ACCUMULATE into their destination, gradients of inputs OVERWRITE it;
/// - nothing is allocated, nothing is kept between calls, pointers need no alignment;
/// - sizes are the caller's responsibility: the Swift bridge checks them.

/// The instruction sets, in ascending order.
typedef enum fdx_isa {
  /// What every processor of the platform has: SSE2 on x86-64, NEON on arm64.
  fdx_isa_baseline = 0,
  /// AVX2 and FMA.
  fdx_isa_avx2 = 1,
  /// AVX-512 F, VL, DQ and BW.
  fdx_isa_avx512 = 2,
} fdx_isa;

/// Whether this processor has the instructions and this operating system saves their registers.
bool fdx_isa_available(fdx_isa isa);

// MARK: Matrix product

/// One matrix product with free strides, the form of every convolution pass and of `Linear`.
///
///     c[g, i, j] (=|+=) bias[j] + sum over u, v of a[g, i, u, v] * b[u, v, j]
///
/// - rows are a pair (group g, row i), the reduction is a pair (outer u, inner v), columns are j;
/// - an element of `a` lies at `g * a_group + i * a_row + u * a_outer + v * a_inner`; strides may be
///   anything, so rows may overlap: that is what makes a convolution a product without copying patches;
/// - an element of `b` lies at `u * b_outer + v * b_inner + j * b_column`;
/// - an element of `c` lies at `g * c_group + i * c_row + j`. Rows of `c` may overlap when accumulating
///   without `relu`: they are added one after the other.
///
/// An element of `c` is summed in the same order whatever the number of rows or columns, so the result does
/// not depend on how a batch is divided among calls.
typedef struct fdx_product {
  ptrdiff_t groups, rows, columns, outer, inner;
  const float *a;
  ptrdiff_t a_group, a_row, a_outer, a_inner;
  /// The right-hand side with its strides; not read where `packed` is given.
  const float *b;
  ptrdiff_t b_outer, b_inner, b_column;
  /// The right-hand side as `fdx_pack` left it for the same instruction set, or null.
  const float *packed;
  float *c;
  ptrdiff_t c_group, c_row;
  /// Added to every row, or null.
  const float *bias;
  /// Whether to add to `c` instead of overwriting it.
  bool accumulate;
  /// Whether negative results become zero.
  bool relu;
} fdx_product;

/// Computes a product.
void fdx_multiply(fdx_isa isa, const fdx_product *product);

/// The number of floats that `fdx_pack` writes.
ptrdiff_t fdx_packed_count(fdx_isa isa, ptrdiff_t reduction, ptrdiff_t columns);

/// Lays out the right-hand side of a product in the order in which `fdx_multiply` reads it.
///
/// Reads `outer`, `inner`, `columns`, `b` and its strides, and nothing else.
void fdx_pack(fdx_isa isa, const fdx_product *product, float *packed);

/// The floating-point operations of one step of the loop that `fdx_peak` times.
ptrdiff_t fdx_peak_operations(fdx_isa isa);

/// Runs independent multiply-adds in registers only: what the core can do at most. The result is to be used
/// so that the work cannot be left out.
float fdx_peak(fdx_isa isa, ptrdiff_t steps);

// MARK: Pointwise

/// `y[i] = max(x[i], 0)`; `x` and `y` may be the same.
void fdx_relu_forward(fdx_isa isa, ptrdiff_t count, const float *x, float *y);

/// `dx[i] = y[i] > 0 ? dy[i] : 0`, from the output `y`; `dy` and `dx` may be the same.
void fdx_relu_backward(fdx_isa isa, ptrdiff_t count, const float *y, const float *dy, float *dx);

/// `y[i] += x[i]`.
void fdx_add(fdx_isa isa, ptrdiff_t count, const float *x, float *y);

/// `sums[c] += sum over rows of x[row * row_stride + c]`: the gradient of a bias.
void fdx_column_sums(
    fdx_isa isa, ptrdiff_t rows, ptrdiff_t columns, const float *x, ptrdiff_t row_stride, float *sums);
