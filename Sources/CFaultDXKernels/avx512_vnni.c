#include "faultdx_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512vl,avx512dq,avx512bw,avx512vnni"))), apply_to = function)
#define FDX_LANES 16
#define FDX_TILE_ROWS 12
#define FDX_NATIVE_INT8
#pragma clang fp contract(fast)
#include "bodies/vector.h"

#include "bodies/tiling.h"

#include "bodies/int8.h"

extern const fdx_reduced_kernels fdx_int8_avx512;
const fdx_reduced_kernels fdx_int8_avx512 = {
    .lanes = FDX_LANES, .convert = int8_convert, .multiply = int8_multiply};
#pragma clang attribute pop
#endif
