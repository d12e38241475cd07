#pragma once

#include "faultdx_kernels.h"

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
};

extern const struct fdx_table fdx_table_baseline;
#if defined(__x86_64__)
extern const struct fdx_table fdx_table_avx2;
extern const struct fdx_table fdx_table_avx512;
#endif
