#include "faultdx_kernels.h"

extern const fdx_kernels fdx_kernels_baseline;
#if defined(__x86_64__)
extern const fdx_kernels fdx_kernels_avx2, fdx_kernels_avx512;
extern const fdx_reduced_kernels fdx_bfloat16_avx512, fdx_int8_avx512;
#endif

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

static bool has_avx512_bf16(void) {
  const unsigned avx512_bf16 = 1u << 5;
  unsigned eax, ebx, ecx, edx;
  return has_avx512() && __get_cpuid_count(7, 1, &eax, &ebx, &ecx, &edx) && (eax & avx512_bf16);
}

static bool has_avx512_vnni(void) {
  const unsigned avx512_vnni = 1u << 11;
  unsigned eax, ebx, ecx, edx;
  return has_avx512() && __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) && (ecx & avx512_vnni);
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

const fdx_kernels *fdx_kernels_of(fdx_isa isa) {
  switch (isa) {
#if defined(__x86_64__)
    case fdx_isa_avx2: return &fdx_kernels_avx2;
    case fdx_isa_avx512: return &fdx_kernels_avx512;
#endif
    default: return &fdx_kernels_baseline;
  }
}

const fdx_reduced_kernels *fdx_native_bfloat16(fdx_isa isa) {
#if defined(__x86_64__)
  if (isa == fdx_isa_avx512 && has_avx512_bf16()) return &fdx_bfloat16_avx512;
#endif
  (void)isa;
  return NULL;
}

const fdx_reduced_kernels *fdx_native_int8(fdx_isa isa) {
#if defined(__x86_64__)
  if (isa == fdx_isa_avx512 && has_avx512_vnni()) return &fdx_int8_avx512;
#endif
  (void)isa;
  return NULL;
}
