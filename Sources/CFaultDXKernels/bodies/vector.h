/// One register of floats. The alignment of 4 lets it be loaded from and stored to any float.
typedef float vector __attribute__((vector_size(FDX_LANES * 4), aligned(4)));

/// Integers of the same width: what a comparison of two vectors gives (all bits set where it holds).
typedef int mask __attribute__((vector_size(FDX_LANES * 4), aligned(4)));

/// Words without sign, of the same width.
typedef uint32_t word_vector __attribute__((vector_size(FDX_LANES * 4), aligned(4)));

#define FDX_INLINE static inline __attribute__((always_inline))

FDX_INLINE vector load(const float *from) { return *(const vector *)from; }

FDX_INLINE void store(vector value, float *to) { *(vector *)to = value; }

/// The first `count` floats; the rest of the register is zero.
FDX_INLINE vector load_partial(const float *from, ptrdiff_t count) {
  float lanes[FDX_LANES] = {0};
  memcpy(lanes, from, (size_t)count * sizeof(float));
  return load(lanes);
}

FDX_INLINE void store_partial(vector value, float *to, ptrdiff_t count) {
  float lanes[FDX_LANES];
  store(value, lanes);
  memcpy(to, lanes, (size_t)count * sizeof(float));
}

/// The first `count` floats, which may be all; the compiler drops the case that a constant rules out.
FDX_INLINE vector load_some(const float *from, ptrdiff_t count) {
  return count == FDX_LANES ? load(from) : load_partial(from, count);
}

FDX_INLINE void store_some(vector value, float *to, ptrdiff_t count) {
  if (count == FDX_LANES) {
    store(value, to);
  } else {
    store_partial(value, to, count);
  }
}

/// `value` where `where` holds, else zero.
FDX_INLINE vector select_or_zero(mask where, vector value) { return (vector)(where & (mask)value); }

/// `max(value, 0)`; what is not a number stays so, because a network that has diverged should say so.
FDX_INLINE vector positive_part(vector value) {
  const vector zero = {0};
  return (vector)(~(value < zero) & (mask)value);
}
