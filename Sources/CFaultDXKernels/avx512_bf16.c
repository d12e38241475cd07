#include "faultdx_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#pragma clang attribute push( \
    __attribute__((target("avx2,fma,avx512f,avx512vl,avx512dq,avx512bw,avx512bf16"))), apply_to = function)
#define FDX_LANES 16
#define FDX_TILE_ROWS 12
#define FDX_NATIVE_BFLOAT16
#pragma clang fp contract(fast)
#include "bodies/vector.h"

#include "bodies/tiling.h"

#include "bodies/bfloat16.h"

extern const fdx_reduced_kernels fdx_bfloat16_avx512;
const fdx_reduced_kernels fdx_bfloat16_avx512 = {
    .lanes = FDX_LANES, .convert = bfloat16_convert, .multiply = bfloat16_multiply};
#pragma clang attribute pop
#endif
