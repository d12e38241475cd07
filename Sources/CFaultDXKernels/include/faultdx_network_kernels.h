#pragma once

#include "faultdx_kernels.h"

/// The kernels of everything around the convolutions; the rules of `faultdx_kernels.h` hold.
///
/// Activations come as `samples` blocks of `rows` by `channels` floats, dense inside, `..._stride` floats apart.

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

// MARK: Batch normalisation

/// Mean over samples and rows of each channel, and the sum of its squared deviations from that mean.
void fdx_norm_statistics(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, double *mean, double *squares);

/// `y = (x - mean) * inverse * scale + shift`, negative results becoming zero where `relu` says so.
void fdx_norm_forward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, const float *mean, const float *inverse, const float *scale, const float *shift, bool relu,
    float *y, ptrdiff_t y_stride);

/// Per channel the sums of `dy` and of `dy * (x - mean) * inverse`; overwritten.
void fdx_norm_backward_sums(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, const float *mean, const float *inverse, const float *dy, ptrdiff_t dy_stride, double *sums,
    double *products);

/// `dx = (dy - mean_dy - (x - mean) * inverse * mean_product) * inverse * scale`; `dy` and `dx` may be the
/// same.
void fdx_norm_backward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, const float *mean, const float *inverse, const float *scale, const float *mean_dy, const
    float *mean_product, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride);

// MARK: Pooling

/// Maximum over each `kernel` rows, and which of them it was (`[sample][output][channel]`, may be null).
void fdx_max_pool_forward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel, ptrdiff_t
    stride, const float *x, ptrdiff_t x_stride, float *y, ptrdiff_t y_stride, int *which);

/// `dy` goes to the row that won, zero to the others.
void fdx_max_pool_backward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t length, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t
    kernel, ptrdiff_t stride, const int *which, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t
    dx_stride);

/// Mean over each `kernel` rows.
void fdx_average_pool_forward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel, ptrdiff_t
    stride, const float *x, ptrdiff_t x_stride, float *y, ptrdiff_t y_stride);

/// `dy / kernel` goes to every row of the window.
void fdx_average_pool_backward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t length, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t
    kernel, ptrdiff_t stride, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride);

/// Mean and maximum of each channel over all rows; each may be null. `which`: the row of the maximum,
/// `[sample][channel]`.
void fdx_time_descriptors(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, float *mean, float *maximum, ptrdiff_t out_stride, int *which);

/// The gradient of `fdx_time_descriptors`; adds to `dx` where `accumulate` says so, else overwrites it.
void fdx_time_descriptors_backward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *dmean, const float
    *dmaximum, ptrdiff_t d_stride, const int *which, bool accumulate, float *dx, ptrdiff_t dx_stride);

// MARK: Attention

/// Mean and maximum of each row over its channels, side by side in `descriptors[sample][row][2]`.
void fdx_channel_descriptors(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, float *descriptors, ptrdiff_t d_stride, int *which);

/// ADDS the gradient of `fdx_channel_descriptors` to `dx`.
void fdx_channel_descriptors_backward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *ddescriptors,
    ptrdiff_t d_stride, const int *which, float *dx, ptrdiff_t dx_stride);

/// `y[t][c] = x[t][c] * gate[c]`, one gate per sample and channel.
void fdx_gate_channels(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, const float *gate, float *y, ptrdiff_t y_stride);

/// `dx = dy * gate` and `dgate[c] = sum over t of dy * x`; `dy` and `dx` may be the same.
void fdx_gate_channels_backward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, const float *gate, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride,
    float *dgate);

/// `y[t][c] = x[t][c] * gate[t]`, one gate per sample and row.
void fdx_gate_rows(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, const float *gate, float *y, ptrdiff_t y_stride);

/// `dx = dy * gate` and `dgate[t] = sum over c of dy * x`; `dy` and `dx` may be the same.
void fdx_gate_rows_backward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, const float *gate, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride,
    float *dgate);

/// `y[i] = 1 / (1 + exp(-x[i]))`; `x` and `y` may be the same.
void fdx_sigmoid_forward(fdx_isa isa, ptrdiff_t count, const float *x, float *y);

/// `dx[i] = dy[i] * y[i] * (1 - y[i])`, from the output `y`; `dy` and `dx` may be the same.
void fdx_sigmoid_backward(fdx_isa isa, ptrdiff_t count, const float *y, const float *dy, float *dx);

// MARK: Loss

/// The softmax cross-entropy of one window, divided by `normalizer`, and its gradient (may be null).
double fdx_cross_entropy(
    fdx_isa isa, ptrdiff_t classes, const float *logits, ptrdiff_t label, const float *weights, double
    smoothing, double normalizer, float *dlogits);

// MARK: Parameters

/// `sum[i] = parts[0][i] + parts[1][i] + ...`, in this order.
void fdx_sum_shards(
    fdx_isa isa, ptrdiff_t shards, ptrdiff_t count, const float *parts, ptrdiff_t part_stride, float *sum);

/// The sum of the squares.
double fdx_squared_sum(fdx_isa isa, ptrdiff_t count, const float *x);

/// `x[i] *= factor`.
void fdx_scale(fdx_isa isa, ptrdiff_t count, float factor, float *x);

/// `y[i] = x[i] * factors[i]`; `x` and `y` may be the same.
void fdx_multiply_elements(fdx_isa isa, ptrdiff_t count, const float *x, const float *factors, float *y);

/// One step of stochastic gradient descent; `velocity` may be null without momentum and is not read in the
/// `first` step.
void fdx_sgd_step(
    fdx_isa isa, ptrdiff_t count, const float *gradient, float rate, float momentum, bool nesterov, float
    decay, bool first, float *velocity, float *parameter);

/// One step of Adam or AdamW.
void fdx_adam_step(
    fdx_isa isa, ptrdiff_t count, const float *gradient, const fdx_adam *settings, float *first, float
    *second, float *parameter);
