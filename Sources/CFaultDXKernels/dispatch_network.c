#include "table.h"

void fdx_norm_statistics(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, double *mean, double *squares) {
  table(isa)->norm_statistics(samples, rows, channels, x, x_stride, mean, squares);
}

void fdx_norm_forward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, const float *mean, const float *inverse, const float *scale, const float *shift, bool relu,
    float *y, ptrdiff_t y_stride) {
  table(isa)->norm_forward(
      samples, rows, channels, x, x_stride, mean, inverse, scale, shift, relu, y, y_stride);
}

void fdx_norm_backward_sums(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, const float *mean, const float *inverse, const float *dy, ptrdiff_t dy_stride, double
    *sums, double *products) {
  table(isa)->norm_backward_sums(
      samples, rows, channels, x, x_stride, mean, inverse, dy, dy_stride, sums, products);
}

void fdx_norm_backward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, const float *mean, const float *inverse, const float *scale, const float *mean_dy, const
    float *mean_product, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride) {
  table(isa)->norm_backward(
      samples, rows, channels, x, x_stride, mean, inverse, scale, mean_dy, mean_product, dy, dy_stride,
      dx, dx_stride);
}

void fdx_max_pool_forward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel, ptrdiff_t
    stride, const float *x, ptrdiff_t x_stride, float *y, ptrdiff_t y_stride, int *which) {
  table(isa)->max_pool_forward(
      samples, outputs, channels, kernel, stride, x, x_stride, y, y_stride, which);
}

void fdx_max_pool_backward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t length, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t
    kernel, ptrdiff_t stride, const int *which, const float *dy, ptrdiff_t dy_stride, float *dx,
    ptrdiff_t dx_stride) {
  table(isa)->max_pool_backward(
      samples, length, outputs, channels, kernel, stride, which, dy, dy_stride, dx, dx_stride);
}

void fdx_average_pool_forward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel, ptrdiff_t
    stride, const float *x, ptrdiff_t x_stride, float *y, ptrdiff_t y_stride) {
  table(isa)->average_pool_forward(
      samples, outputs, channels, kernel, stride, x, x_stride, y, y_stride);
}

void fdx_average_pool_backward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t length, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t
    kernel, ptrdiff_t stride, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride) {
  table(isa)->average_pool_backward(
      samples, length, outputs, channels, kernel, stride, dy, dy_stride, dx, dx_stride);
}

void fdx_time_descriptors(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, float *mean, float *maximum, ptrdiff_t out_stride, int *which) {
  table(isa)->time_descriptors(
      samples, rows, channels, x, x_stride, mean, maximum, out_stride, which);
}

void fdx_time_descriptors_backward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *dmean, const float
    *dmaximum, ptrdiff_t d_stride, const int *which, bool accumulate, float *dx, ptrdiff_t dx_stride) {
  table(isa)->time_descriptors_backward(
      samples, rows, channels, dmean, dmaximum, d_stride, which, accumulate, dx, dx_stride);
}

void fdx_channel_descriptors(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, float *descriptors, ptrdiff_t d_stride, int *which) {
  table(isa)->channel_descriptors(
      samples, rows, channels, x, x_stride, descriptors, d_stride, which);
}

void fdx_channel_descriptors_backward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *ddescriptors,
    ptrdiff_t d_stride, const int *which, float *dx, ptrdiff_t dx_stride) {
  table(isa)->channel_descriptors_backward(
      samples, rows, channels, ddescriptors, d_stride, which, dx, dx_stride);
}

void fdx_gate_channels(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, const float *gate, float *y, ptrdiff_t y_stride) {
  table(isa)->gate_channels(samples, rows, channels, x, x_stride, gate, y, y_stride);
}

void fdx_gate_channels_backward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, const float *gate, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride,
    float *dgate) {
  table(isa)->gate_channels_backward(
      samples, rows, channels, x, x_stride, gate, dy, dy_stride, dx, dx_stride, dgate);
}

void fdx_gate_rows(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, const float *gate, float *y, ptrdiff_t y_stride) {
  table(isa)->gate_rows(samples, rows, channels, x, x_stride, gate, y, y_stride);
}

void fdx_gate_rows_backward(
    fdx_isa isa, ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t
    x_stride, const float *gate, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride,
    float *dgate) {
  table(isa)->gate_rows_backward(
      samples, rows, channels, x, x_stride, gate, dy, dy_stride, dx, dx_stride, dgate);
}

void fdx_sigmoid_forward(fdx_isa isa, ptrdiff_t count, const float *x, float *y) {
  table(isa)->sigmoid_forward(count, x, y);
}

void fdx_sigmoid_backward(fdx_isa isa, ptrdiff_t count, const float *y, const float *dy, float *dx) {
  table(isa)->sigmoid_backward(count, y, dy, dx);
}

double fdx_cross_entropy(
    fdx_isa isa, ptrdiff_t classes, const float *logits, ptrdiff_t label, const float *weights, double
    smoothing, double normalizer, float *dlogits) {
  return table(isa)->cross_entropy(classes, logits, label, weights, smoothing, normalizer, dlogits);
}

void fdx_sum_shards(
    fdx_isa isa, ptrdiff_t shards, ptrdiff_t count, const float *parts, ptrdiff_t part_stride, float *sum) {
  table(isa)->sum_shards(shards, count, parts, part_stride, sum);
}

double fdx_squared_sum(fdx_isa isa, ptrdiff_t count, const float *x) {
  return table(isa)->squared_sum(count, x);
}

void fdx_scale(fdx_isa isa, ptrdiff_t count, float factor, float *x) {
  table(isa)->scale(count, factor, x);
}

void fdx_multiply_elements(fdx_isa isa, ptrdiff_t count, const float *x, const float *factors, float *y) {
  table(isa)->multiply_elements(count, x, factors, y);
}

void fdx_sgd_step(
    fdx_isa isa, ptrdiff_t count, const float *gradient, float rate, float momentum, bool nesterov, float
    decay, bool first, float *velocity, float *parameter) {
  table(isa)->sgd_step(count, gradient, rate, momentum, nesterov, decay, first, velocity, parameter);
}

void fdx_adam_step(
    fdx_isa isa, ptrdiff_t count, const float *gradient, const fdx_adam *settings, float *first, float
    *second, float *parameter) {
  table(isa)->adam_step(count, gradient, settings, first, second, parameter);
}
