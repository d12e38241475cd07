#include "table.h"

#if defined(__x86_64__)
#include <cpuid.h>

/// The register state that the operating system saves (XCR0), or nothing where it does not say.
static unsigned saved_registers(void) {
  unsigned eax, ebx, ecx, edx;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & bit_OSXSAVE)) return 0;
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

static bool has_avx2(void) {
  const unsigned xmm_ymm = 0x6;
  unsigned eax, ebx, ecx, edx;
  if ((saved_registers() & xmm_ymm) != xmm_ymm) return false;
  if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || !(ecx & bit_AVX) || !(ecx & bit_FMA)) return false;
  return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) && (ebx & bit_AVX2);
}

static bool has_avx512(void) {
  const unsigned xmm_ymm_mask_zmm = 0xe6;
  const unsigned wanted = bit_AVX512F | bit_AVX512VL | bit_AVX512DQ | bit_AVX512BW;
  unsigned eax, ebx, ecx, edx;
  if (!has_avx2() || (saved_registers() & xmm_ymm_mask_zmm) != xmm_ymm_mask_zmm) return false;
  return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) && (ebx & wanted) == wanted;
}
#endif

bool fdx_isa_available(fdx_isa isa) {
  switch (isa) {
    case fdx_isa_baseline: return true;
#if defined(__x86_64__)
    case fdx_isa_avx2: return has_avx2();
    case fdx_isa_avx512: return has_avx512();
#endif
    default: return false;
  }
}

void fdx_multiply(fdx_isa isa, const fdx_product *product) { table(isa)->multiply(product); }

ptrdiff_t fdx_packed_count(fdx_isa isa, ptrdiff_t reduction, ptrdiff_t columns) {
  return table(isa)->packed_count(reduction, columns);
}

void fdx_pack(fdx_isa isa, const fdx_product *product, float *packed) {
  table(isa)->pack(product, packed);
}

ptrdiff_t fdx_peak_operations(fdx_isa isa) { return table(isa)->peak_operations(); }

float fdx_peak(fdx_isa isa, ptrdiff_t steps) { return table(isa)->peak(steps); }

void fdx_relu_forward(fdx_isa isa, ptrdiff_t count, const float *x, float *y) {
  table(isa)->relu_forward(count, x, y);
}

void fdx_relu_backward(fdx_isa isa, ptrdiff_t count, const float *y, const float *dy, float *dx) {
  table(isa)->relu_backward(count, y, dy, dx);
}

void fdx_add(fdx_isa isa, ptrdiff_t count, const float *x, float *y) { table(isa)->add(count, x, y); }

void fdx_column_sums(
    fdx_isa isa, ptrdiff_t rows, ptrdiff_t columns, const float *x, ptrdiff_t row_stride, float *sums) {
  table(isa)->column_sums(rows, columns, x, row_stride, sums);
}
