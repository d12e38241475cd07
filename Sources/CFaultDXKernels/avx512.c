#include "faultdx_kernels.h"

#if defined(__x86_64__)
#include <math.h>
#include <string.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512vl,avx512dq,avx512bw"))), apply_to = function)
#define FDX_LANES 16
#define FDX_TILE_ROWS 12
#define FDX_FILTER_VECTORS 1
#define FDX_KERNELS fdx_kernels_avx512
#include "instantiate.h"
#pragma clang attribute pop
#endif
