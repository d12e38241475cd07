#include "faultdx_kernels.h"

#include <math.h>
#include <string.h>

// 128-bit vectors: SSE2 on x86-64 (16 registers, no FMA), NEON on arm64 (32 registers).
#define FDX_LANES 4
#if defined(__aarch64__)
#define FDX_TILE_ROWS 12
#else
#define FDX_TILE_ROWS 6
#endif
#define FDX_FILTER_VECTORS 2
#define FDX_KERNELS fdx_kernels_baseline
#include "instantiate.h"
