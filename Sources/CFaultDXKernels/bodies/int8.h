// Products of unsigned bytes on the left with signed bytes on the right, with sums in 32 bits: whole numbers, so
// every way to add them up gives the same. The caller sees to it that no sum leaves 32 bits.

#if defined(FDX_NATIVE_INT8)
FDX_INLINE word_vector int8_step(word_vector sum, uint32_t word, word_vector words) {
  return (word_vector)_mm512_dpbusd_epi32(
      (__m512i)sum, _mm512_set1_epi32((int)word), (__m512i)words);
}
#define operand word_vector
#define FDX_OPERAND(words) (words)
#else
/// The bytes of a register as numbers of 16 bits: the first and third of each word, the second and fourth.
typedef short short_vector __attribute__((vector_size(FDX_LANES * 4), aligned(4)));
typedef short short_register __attribute__((vector_size(FDX_LANES * 4)));
typedef struct int8_pairs {
  short_vector even, odd;
} int8_pairs;

FDX_INLINE int8_pairs int8_operand(word_vector words) {
  const short_vector bytes = (short_vector)words;
  return (int8_pairs){(bytes << 8) >> 8, bytes >> 8};
}

/// The sums of neighbouring products of 16 bits.
///
/// A builtin, because the header of the intrinsics declares a `select`.
FDX_INLINE word_vector pair_products(short_vector a, short_vector b) {
#if defined(__x86_64__) && FDX_LANES == 16
  return (word_vector)__builtin_ia32_pmaddwd512((short_register)a, (short_register)b);
#elif defined(__x86_64__) && FDX_LANES == 8
  return (word_vector)__builtin_ia32_pmaddwd256((short_register)a, (short_register)b);
#elif defined(__x86_64__)
  return (word_vector)__builtin_ia32_pmaddwd128((short_register)a, (short_register)b);
#else
  const mask early_a = (mask)a << 16 >> 16, late_a = (mask)a >> 16;
  const mask early_b = (mask)b << 16 >> 16, late_b = (mask)b >> 16;
  return (word_vector)(early_a * early_b + late_a * late_b);
#endif
}

FDX_INLINE word_vector int8_step(word_vector sum, uint32_t word, int8_pairs right) {
  const word_vector even = (word_vector){0} + (word & 0x00ff00ffu);
  const word_vector odd = (word_vector){0} + (word >> 8 & 0x00ff00ffu);
  sum += pair_products((short_vector)even, right.even);
  sum += pair_products((short_vector)odd, right.odd);
  return sum;
}
#define operand int8_pairs
#define FDX_OPERAND(words) int8_operand(words)
#endif

#define FDX_FORMAT int8
#define FDX_GROUP 4
#define element uint8_t
#define sums word_vector
#define FDX_STEP(sum, word, right) int8_step(sum, word, right)
#define FDX_VALUE(sum) __builtin_convertvector((mask)(sum), vector)
#include "reduced.h"

static bool int8_convert(ptrdiff_t count, const float *x, float scale, void *y) {
  uint8_t *to = y;
  uint32_t broken = 0;
  for (ptrdiff_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, x + i, sizeof bits);
    broken |= (bits & 0x7f800000u) == 0x7f800000u;
    float value = x[i] * scale;
    value = value > 0 ? value : 0;
    value = value < 255 ? value : 255;
    // Behind 2^23 a float has no room for fractions: the sum is rounded to the nearest, ties to even.
    value += 0x1p23f;
    memcpy(&bits, &value, sizeof bits);
    to[i] = (uint8_t)bits;
  }
  return !broken;
}
