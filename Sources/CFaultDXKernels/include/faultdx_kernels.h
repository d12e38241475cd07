#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The kernels of faultdx: plain loops over floats, each compiled once for every instruction set.
///
/// Rules that hold for all of them:
/// - activations are `[sample][time][channel]`: `samples` blocks of `rows` by `channels` floats, dense inside,
///   `..._stride` floats apart; counts are in elements, strides in floats;
/// - gradients of parameters ACCUMULATE into their destination, gradients of inputs OVERWRITE it, unless it is
///   said otherwise;
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
  /// The right-hand side as `pack` left it for the same instruction set, or null.
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

/// One matrix product of operands with fewer bits than a float: bfloat16 numbers, or unsigned bytes on the left
/// and signed ones on the right.
///
///     c[g, i, j] (=|+=) bias[j] + scale[j] * sum over u, v of a[g, i, u, v] * b[u, v, j]
///
/// Everything is as in `fdx_product`, but:
/// - strides of `a` are in its elements, and neighbours in the inner reduction lie side by side;
/// - `a` is read in words of 32 bits: up to 3 bytes behind the end of an inner run are read and count nothing;
/// - `packed` holds, for each panel of twice `lanes` columns (the last one of `lanes` where that is enough), for
///   each outer index and each word of the inner reduction, one word of `b` for each column; what is missing is 0.
///
/// The bits of the result are the same for every instruction set; `accumulate` reads what there is, so rows of
/// `c` must not overlap.
typedef struct fdx_reduced_product {
  ptrdiff_t groups, rows, columns, outer, inner;
  const void *a;
  ptrdiff_t a_group, a_row, a_outer;
  const void *packed;
  float *c;
  ptrdiff_t c_group, c_row;
  /// What the sums are multiplied by, or null.
  const float *scale;
  /// Added to every row, or null.
  const float *bias;
  bool accumulate, relu;
} fdx_reduced_product;

/// The kernels of one reduced format.
typedef struct fdx_reduced_kernels {
  /// Half of the columns of a whole panel of `packed`.
  ptrdiff_t lanes;

  /// Brings floats into the format, each multiplied by `scale` first (bytes alone); the nearest, ties to even,
  /// and the nearer end of the range where it is left. False where a number that is not finite was lost.
  bool (*convert)(ptrdiff_t count, const float *x, float scale, void *y);

  /// Computes a product.
  void (*multiply)(const fdx_reduced_product *product);
} fdx_reduced_kernels;

/// A convolution of 3 taps at stride 1 and dilation 1, to be computed by minimal filtering.
///
///     y[n, t, o] (=|+=) bias[o] + sum over k, c of x[n, first + t + k, c] * weight[k, c, o]
///
/// Rows of `x` outside `0 ..< rows` count as zeros. An element of `y` is summed in the same order whatever the number
/// of samples.
typedef struct fdx_filter {
  /// Samples, rows of the result of each, and its columns: the output channels.
  ptrdiff_t samples, outputs, columns;
  const float *x;
  /// Floats from one sample to the next, rows of a sample, the row under the first tap of output 0, input channels.
  ptrdiff_t x_stride, rows, first, channels;
  /// Memory for `filter_scratch_count` floats.
  float *scratch;
  /// From one sample of `y`, or of `dy`, to the next.
  ptrdiff_t y_stride;

  // Forward.

  /// The weight as `filter_pack` left it.
  const float *packed;
  float *y;
  /// Added to every row, or null.
  const float *bias;
  /// Whether to add to `y` instead of overwriting it, and whether negative results become zero.
  bool accumulate, relu;

  // Weight gradient.

  const float *dy;
  /// `[3][channels][columns]`, accumulated into.
  float *dweight;
} fdx_filter;

/// What one step of Adam needs beside the gradient, each number prepared in double.
typedef struct fdx_adam {
  /// The learning rate over the first bias correction.
  float step_size;
  /// What parameters are multiplied by before the step: `1 - rate * decay` of AdamW, or 1.
  float shrink;
  /// What is added to the gradient for each unit of the parameter: Adam's decay, or 0.
  float decay;
  /// `1 - beta1`.
  float first_rate;
  /// `beta2` and `1 - beta2`.
  float second_keep, second_rate;
  float epsilon;
  /// The root of the second bias correction.
  float correction;
} fdx_adam;

/// What a convolution wrote, and what comes behind it before the next one, none of which is in memory:
///
///     y = max(0, (x - mean) * factor + shift)        u = y * channel_gate        v = u * row_gate
typedef struct fdx_gated {
  ptrdiff_t samples, rows, channels;
  const float *x;
  ptrdiff_t x_stride;
  /// One number per channel each; all null where `x` is `y` already.
  const float *mean, *factor, *shift;
  /// `[sample][channel]`; read by whoever needs `u` or `v`.
  const float *channel_gate;
  /// `[sample][row]`; read by whoever needs `v`.
  const float *row_gate;
} fdx_gated;

/// The gradient of descriptors over time: `stride` floats from one sample's to the next, either may be null.
typedef struct fdx_time_gradient {
  const float *mean, *maximum;
  ptrdiff_t stride;
  /// The row of each maximum, `[sample][channel]`.
  const int *which;
} fdx_time_gradient;

/// The kernels of one instruction set.
///
/// A new kernel needs a body (`bodies/`), a member here, its entry in `instantiate.h` and a line in the Swift
/// bridge.
typedef struct fdx_kernels {
  // MARK: Matrix product

  /// Computes a product.
  void (*multiply)(const fdx_product *product);

  /// The number of floats that `pack` writes.
  ptrdiff_t (*packed_count)(ptrdiff_t reduction, ptrdiff_t columns);

  /// Lays out the right-hand side of a product in the order in which `multiply` reads it.
  ///
  /// Reads `outer`, `inner`, `columns`, `b` and its strides, and nothing else.
  void (*pack)(const fdx_product *product, float *packed);

  // MARK: Minimal filtering

  /// The floats of scratch memory that a pass over so many input channels needs.
  ptrdiff_t (*filter_scratch_count)(ptrdiff_t channels);

  /// The number of floats that `filter_pack` writes.
  ptrdiff_t (*filter_packed_count)(ptrdiff_t channels, ptrdiff_t columns);

  /// Transforms 3 taps and lays them out for `filter_forward`; tap k of channel c for column j lies at
  /// `k * tap_stride + c * channel_stride + j * column_stride`.
  void (*filter_pack)(
      ptrdiff_t channels, ptrdiff_t columns, const float *taps, ptrdiff_t tap_stride,
      ptrdiff_t channel_stride, ptrdiff_t column_stride, float *packed);

  /// The result of a convolution.
  void (*filter_forward)(const fdx_filter *filter);

  /// The gradient of its weight.
  void (*filter_backward_weight)(const fdx_filter *filter);

  // MARK: Peak

  /// The floating-point operations of one step of the loop that `peak` times.
  ptrdiff_t (*peak_operations)(void);

  /// Runs independent multiply-adds in registers only: what the core can do at most. The result is to be used
  /// so that the work cannot be left out.
  float (*peak)(ptrdiff_t steps);

  // MARK: Pointwise

  /// `y[i] = max(x[i], 0)`; `x` and `y` may be the same.
  void (*relu_forward)(ptrdiff_t count, const float *x, float *y);

  /// `dx[i] = y[i] > 0 ? dy[i] : 0`, from the output `y`; `dy` and `dx` may be the same.
  void (*relu_backward)(ptrdiff_t count, const float *y, const float *dy, float *dx);

  /// `y[i] += x[i]`.
  void (*add)(ptrdiff_t count, const float *x, float *y);

  /// `sums[c] += sum over rows of x[row * row_stride + c]`: the gradient of a bias.
  void (*column_sums)(ptrdiff_t rows, ptrdiff_t columns, const float *x, ptrdiff_t row_stride, float *sums);

  // MARK: Batch normalisation

  /// Mean over samples and rows of each channel, and the sum of its squared deviations from that mean.
  void (*norm_statistics)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride, double *mean,
      double *squares);

  /// `y = (x - mean) * factor + shift`, negative results becoming zero where `relu` says so.
  void (*norm_forward)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
      const float *mean, const float *factor, const float *shift, bool relu, float *y, ptrdiff_t y_stride);

  /// Per channel the sums of `dy` and of `dy * (x - mean)`; overwritten.
  void (*norm_backward_sums)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
      const float *mean, const float *dy, ptrdiff_t dy_stride, double *sums, double *products);

  /// `dx = dy * factor + (x - mean) * slope + offset`; `dy` and `dx` may be the same.
  void (*norm_backward)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
      const float *mean, const float *factor, const float *slope, const float *offset, const float *dy,
      ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride);

  // MARK: Pooling

  /// Maximum over each `kernel` rows, and which of them it was (`[sample][output][channel]`, may be null).
  void (*max_pool_forward)(
      ptrdiff_t samples, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel, ptrdiff_t stride,
      const float *x, ptrdiff_t x_stride, float *y, ptrdiff_t y_stride, int *which);

  /// `dy` goes to the row that won, zero to the others.
  void (*max_pool_backward)(
      ptrdiff_t samples, ptrdiff_t length, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel,
      ptrdiff_t stride, const int *which, const float *dy, ptrdiff_t dy_stride, float *dx,
      ptrdiff_t dx_stride);

  /// Mean over each `kernel` rows.
  void (*average_pool_forward)(
      ptrdiff_t samples, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel, ptrdiff_t stride,
      const float *x, ptrdiff_t x_stride, float *y, ptrdiff_t y_stride);

  /// `dy / kernel` goes to every row of the window.
  void (*average_pool_backward)(
      ptrdiff_t samples, ptrdiff_t length, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel,
      ptrdiff_t stride, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride);

  /// The gradient of mean and maximum of each channel over all rows; adds to `dx` where `accumulate` says so, else overwrites it.
  void (*time_descriptors_backward)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *dmean, const float *dmaximum,
      ptrdiff_t d_stride, const int *which, bool accumulate, float *dx, ptrdiff_t dx_stride);

  // MARK: Attention

  /// Mean and maximum of each row over its channels, side by side in `descriptors[sample][row][2]`.
  void (*channel_descriptors)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
      float *descriptors, ptrdiff_t d_stride, int *which);

  /// ADDS the gradient of `channel_descriptors` to `dx`.
  void (*channel_descriptors_backward)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *ddescriptors, ptrdiff_t d_stride,
      const int *which, float *dx, ptrdiff_t dx_stride);

  /// `y[t][c] = x[t][c] * gate[c]`, one gate per sample and channel.
  void (*gate_channels)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
      const float *gate, float *y, ptrdiff_t y_stride);

  /// `dx = dy * gate` and `dgate[c] = sum over t of dy * x`; `dy` and `dx` may be the same.
  void (*gate_channels_backward)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
      const float *gate, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride, float *dgate);

  /// `y[t][c] = x[t][c] * gate[t]`, one gate per sample and row.
  void (*gate_rows)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
      const float *gate, float *y, ptrdiff_t y_stride);

  /// `dx = dy * gate` and `dgate[t] = sum over c of dy * x`; `dy` and `dx` may be the same.
  void (*gate_rows_backward)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride,
      const float *gate, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride, float *dgate);

  /// `y[i] = 1 / (1 + exp(-x[i]))`; `x` and `y` may be the same.
  void (*sigmoid_forward)(ptrdiff_t count, const float *x, float *y);

  /// `dx[i] = dy[i] * y[i] * (1 - y[i])`, from the output `y`; `dy` and `dx` may be the same.
  void (*sigmoid_backward)(ptrdiff_t count, const float *y, const float *dy, float *dx);

  /// `z[row] = bias + sum over taps of weight[tap][0..1] * descriptors[row + tap][0..1]`: the convolution of a
  /// spatial attention, from padded descriptors; `bias` may be null. `z` is dense.
  void (*row_convolution)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t taps, const float *descriptors, ptrdiff_t d_stride,
      const float *weight, const float *bias, float *z);

  /// The gradients of `row_convolution` for an odd number of taps with half of them as padding: adds to `dweight` and
  /// `dbias` (may be null), overwrites `ddescriptors`, which have no padding. `scratch`: `2 * (rows + taps - 1)` floats.
  void (*row_convolution_backward)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t taps, const float *descriptors, ptrdiff_t d_stride,
      const float *weight, const float *dz, float *scratch, float *dweight, float *dbias, float *ddescriptors,
      ptrdiff_t dd_stride);

  // MARK: Convolution seen through normalisation, ReLU and gates

  /// Mean and maximum of each channel of `y` over all rows; each may be null. `which`: the row of the maximum,
  /// `[sample][channel]`; it may be null and is not written without `maximum`.
  void (*gated_time_descriptors)(
      const fdx_gated *gated, float *mean, float *maximum, ptrdiff_t stride, int *which);

  /// `channel_descriptors` of `u`.
  void (*gated_channel_descriptors)(const fdx_gated *gated, float *descriptors, ptrdiff_t stride, int *which);

  /// The maximum of each pair of rows of `v`.
  void (*gated_max_pool)(const fdx_gated *gated, float *y, ptrdiff_t y_stride);

  /// From the gradient of `gated_max_pool` to that of the row gate, dense; only with a normalisation, as what follows.
  void (*gated_rows_backward)(const fdx_gated *gated, const float *dp, ptrdiff_t dp_stride, float *drow_gate);

  /// From the gradients of `gated_max_pool` and of `gated_channel_descriptors` (may be null) to those of the channel
  /// gate (may be null) and of `u`, both overwritten.
  void (*gated_channels_backward)(
      const fdx_gated *gated, const float *dp, ptrdiff_t dp_stride, const float *ddescriptors,
      ptrdiff_t d_stride, const int *which, float *dchannel_gate, float *du, ptrdiff_t du_stride);

  /// Replaces the gradient of `u` by that of the normalisation's result: through the channel gate, with what the
  /// descriptors over time send back, where `y > 0`; and its sums as `norm_backward_sums` has them.
  void (*gated_norm_backward_sums)(
      const fdx_gated *gated, const fdx_time_gradient *descriptors, float *dy, ptrdiff_t dy_stride, double *sums,
      double *products);

  // MARK: Loss

  /// The softmax cross-entropy of one window, divided by `normalizer`, and its gradient (may be null).
  double (*cross_entropy)(
      ptrdiff_t classes, const float *logits, ptrdiff_t label, const float *weights, double smoothing,
      double normalizer, float *dlogits);

  // MARK: Parameters

  /// `sum[i] = parts[0][i] + parts[1][i] + ...`, in this order.
  void (*sum_shards)(
      ptrdiff_t shards, ptrdiff_t count, const float *parts, ptrdiff_t part_stride, float *sum);

  /// The sum of the squares.
  double (*squared_sum)(ptrdiff_t count, const float *x);

  /// `x[i] *= factor`.
  void (*scale)(ptrdiff_t count, float factor, float *x);

  /// `y[i] = x[i] * factors[i]`; `x` and `y` may be the same.
  void (*multiply_elements)(ptrdiff_t count, const float *x, const float *factors, float *y);

  /// One step of stochastic gradient descent; `velocity` may be null without momentum and is not read in the
  /// `first` step.
  void (*sgd_step)(
      ptrdiff_t count, const float *gradient, float rate, float momentum, bool nesterov, float decay,
      bool first, float *velocity, float *parameter);

  /// One step of Adam or AdamW.
  void (*adam_step)(
      ptrdiff_t count, const float *gradient, const fdx_adam *settings, float *first, float *second,
      float *parameter);

  // MARK: Reduced precision

  /// In instructions that every processor with this instruction set has.
  fdx_reduced_kernels bfloat16, int8;
} fdx_kernels;

/// Whether this processor has the instructions and this operating system saves their registers.
bool fdx_isa_available(fdx_isa isa);

/// The kernels of an instruction set that is available.
const fdx_kernels *fdx_kernels_of(fdx_isa isa);

/// The kernels of a reduced format in instructions made for it, AVX512_BF16 and AVX512_VNNI; null where the
/// processor has none beside the instruction set. They compute the same.
const fdx_reduced_kernels *fdx_native_bfloat16(fdx_isa isa);
const fdx_reduced_kernels *fdx_native_int8(fdx_isa isa);

/// Tells the processor that this thread only waits for another to write something.
static inline void fdx_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__) || defined(__arm__)
  __asm__ volatile("yield");
#endif
}
