#pragma once

#include "faultdx_kernels.h"
#include "faultdx_network_kernels.h"

/// The kernels of one instruction set. A new kernel needs a body (`bodies/`), a member here and its entry in
/// `instantiate.h`, a public function in `dispatch.c` with its declaration in the public header, and a line in
/// the Swift bridge.
struct fdx_table {
  void (*multiply)(const fdx_product *);
  ptrdiff_t (*packed_count)(ptrdiff_t reduction, ptrdiff_t columns);
  void (*pack)(const fdx_product *, float *packed);
  ptrdiff_t (*peak_operations)(void);
  float (*peak)(ptrdiff_t steps);

  void (*relu_forward)(ptrdiff_t count, const float *x, float *y);
  void (*relu_backward)(ptrdiff_t count, const float *y, const float *dy, float *dx);
  void (*add)(ptrdiff_t count, const float *x, float *y);
  void (*column_sums)(
      ptrdiff_t rows, ptrdiff_t columns, const float *x, ptrdiff_t row_stride, float *sums);

  void (*norm_statistics)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride, double
      *mean, double *squares);
  void (*norm_forward)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride, const
      float *mean, const float *inverse, const float *scale, const float *shift, bool relu, float *y,
      ptrdiff_t y_stride);
  void (*norm_backward_sums)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride, const
      float *mean, const float *inverse, const float *dy, ptrdiff_t dy_stride, double *sums, double
      *products);
  void (*norm_backward)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride, const
      float *mean, const float *inverse, const float *scale, const float *mean_dy, const float
      *mean_product, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride);
  void (*max_pool_forward)(
      ptrdiff_t samples, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel, ptrdiff_t stride, const
      float *x, ptrdiff_t x_stride, float *y, ptrdiff_t y_stride, int *which);
  void (*max_pool_backward)(
      ptrdiff_t samples, ptrdiff_t length, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel,
      ptrdiff_t stride, const int *which, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t
      dx_stride);
  void (*average_pool_forward)(
      ptrdiff_t samples, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel, ptrdiff_t stride, const
      float *x, ptrdiff_t x_stride, float *y, ptrdiff_t y_stride);
  void (*average_pool_backward)(
      ptrdiff_t samples, ptrdiff_t length, ptrdiff_t outputs, ptrdiff_t channels, ptrdiff_t kernel,
      ptrdiff_t stride, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride);
  void (*time_descriptors)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride, float
      *mean, float *maximum, ptrdiff_t out_stride, int *which);
  void (*time_descriptors_backward)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *dmean, const float *dmaximum,
      ptrdiff_t d_stride, const int *which, bool accumulate, float *dx, ptrdiff_t dx_stride);
  void (*channel_descriptors)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride, float
      *descriptors, ptrdiff_t d_stride, int *which);
  void (*channel_descriptors_backward)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *ddescriptors, ptrdiff_t
      d_stride, const int *which, float *dx, ptrdiff_t dx_stride);
  void (*gate_channels)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride, const
      float *gate, float *y, ptrdiff_t y_stride);
  void (*gate_channels_backward)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride, const
      float *gate, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride, float *dgate);
  void (*gate_rows)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride, const
      float *gate, float *y, ptrdiff_t y_stride);
  void (*gate_rows_backward)(
      ptrdiff_t samples, ptrdiff_t rows, ptrdiff_t channels, const float *x, ptrdiff_t x_stride, const
      float *gate, const float *dy, ptrdiff_t dy_stride, float *dx, ptrdiff_t dx_stride, float *dgate);
  void (*sigmoid_forward)(ptrdiff_t count, const float *x, float *y);
  void (*sigmoid_backward)(ptrdiff_t count, const float *y, const float *dy, float *dx);
  double (*cross_entropy)(
      ptrdiff_t classes, const float *logits, ptrdiff_t label, const float *weights, double smoothing,
      double normalizer, float *dlogits);
  void (*sum_shards)(
      ptrdiff_t shards, ptrdiff_t count, const float *parts, ptrdiff_t part_stride, float *sum);
  double (*squared_sum)(ptrdiff_t count, const float *x);
  void (*scale)(ptrdiff_t count, float factor, float *x);
  void (*multiply_elements)(ptrdiff_t count, const float *x, const float *factors, float *y);
  void (*sgd_step)(
      ptrdiff_t count, const float *gradient, float rate, float momentum, bool nesterov, float decay, bool
      first, float *velocity, float *parameter);
  void (*adam_step)(
      ptrdiff_t count, const float *gradient, const fdx_adam *settings, float *first, float *second, float
      *parameter);
};

extern const struct fdx_table fdx_table_baseline;
#if defined(__x86_64__)
extern const struct fdx_table fdx_table_avx2;
extern const struct fdx_table fdx_table_avx512;
#endif

/// The kernels of an instruction set that is available.
static inline const struct fdx_table *table(fdx_isa isa) {
#if defined(__x86_64__)
  if (isa == fdx_isa_avx512) return &fdx_table_avx512;
  if (isa == fdx_isa_avx2) return &fdx_table_avx2;
#else
  (void)isa;
#endif
  return &fdx_table_baseline;
}
