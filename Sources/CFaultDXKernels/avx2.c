#include "faultdx_kernels.h"

#if defined(__x86_64__)
#include <math.h>
#include <string.h>

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define FDX_LANES 8
#define FDX_TILE_ROWS 6
#define FDX_FILTER_VECTORS 2
#define FDX_KERNELS fdx_kernels_avx2
#include "instantiate.h"
#pragma clang attribute pop
#endif
