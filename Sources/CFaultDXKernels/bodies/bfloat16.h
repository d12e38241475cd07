// Products of bfloat16 numbers with sums in float.
//
// AVX512_BF16 adds the product of the later of two neighbours first, then that of the earlier, each sum rounded to
// the nearest float, ties to even; the products are exact. Two multiply-adds in this order give the same bits, so
// the portable form below is no approximation of the instruction, except that the instruction takes sums below
// 1.2e-38 for zero.

/// A word is two numbers, the earlier one in its lower half.
typedef struct bfloat16_pair {
  vector early, late;
} bfloat16_pair;

#if defined(FDX_NATIVE_BFLOAT16)
FDX_INLINE vector bfloat16_step(vector sum, uint32_t word, word_vector words) {
  return (vector)_mm512_dpbf16_ps(
      (__m512)sum, (__m512bh)_mm512_set1_epi32((int)word), (__m512bh)words);
}
#define operand word_vector
#define FDX_OPERAND(words) (words)
#else
FDX_INLINE bfloat16_pair bfloat16_operand(word_vector words) {
  return (bfloat16_pair){(vector)(words << 16), (vector)(words & 0xffff0000u)};
}

FDX_INLINE vector bfloat16_step(vector sum, uint32_t word, bfloat16_pair right) {
  const uint32_t early = word << 16, late = word & 0xffff0000u;
  float factors[2];
  memcpy(factors, &early, sizeof early);
  memcpy(factors + 1, &late, sizeof late);
  sum += factors[1] * right.late;
  sum += factors[0] * right.early;
  return sum;
}
#define operand bfloat16_pair
#define FDX_OPERAND(words) bfloat16_operand(words)
#endif

#define FDX_FORMAT bfloat16
#define FDX_GROUP 2
#define element uint16_t
#define sums vector
#define FDX_STEP(sum, word, right) bfloat16_step(sum, word, right)
#define FDX_VALUE(sum) (sum)
#include "reduced.h"

/// To the nearest, ties to even; numbers below the normal ones become zero, as in the processor's instruction.
FDX_INLINE uint16_t bfloat16_of(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  const uint32_t magnitude = bits & 0x7fffffffu;
  uint32_t half = (bits + 0x7fffu + (bits >> 16 & 1)) >> 16;
  half = magnitude > 0x7f800000u ? bits >> 16 | 0x40 : half;
  half = magnitude < 0x00800000u ? bits >> 16 & 0x8000u : half;
  return (uint16_t)half;
}

static bool bfloat16_convert(ptrdiff_t count, const float *x, float scale, void *y) {
  uint16_t *to = y;
  ptrdiff_t i = 0;
#if defined(FDX_NATIVE_BFLOAT16)
  for (; i + FDX_LANES <= count; i += FDX_LANES) {
    const __m256bh halves = _mm512_cvtneps_pbh(_mm512_loadu_ps(x + i));
    memcpy(to + i, &halves, sizeof halves);
  }
#endif
  for (; i < count; i++) to[i] = bfloat16_of(x[i]);
  (void)scale;
  return true;
}
