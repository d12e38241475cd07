/// Enough independent chains to hide the latency of an FMA on any machine, few enough for 16 registers.
#define FDX_PEAK_CHAINS 14

/// Keeps a value in its register and unknown, so that the loop runs as written.
#if defined(__aarch64__)
#define FDX_OPAQUE(value) __asm__ volatile("" : "+w"(value))
#else
#define FDX_OPAQUE(value) __asm__ volatile("" : "+x"(value))
#endif

static ptrdiff_t peak_operations(void) { return 2 * FDX_PEAK_CHAINS * FDX_LANES; }

static float peak(ptrdiff_t steps) {
  vector sum[FDX_PEAK_CHAINS];
  vector factor = {0}, term = {0};
  factor += 0.999999f;
  term += 1e-6f;
#pragma clang loop unroll(full)
  for (int n = 0; n < FDX_PEAK_CHAINS; n++) sum[n] = (vector){0} + (float)n;
  for (ptrdiff_t i = 0; i < steps; i++) {
#pragma clang loop unroll(full)
    for (int n = 0; n < FDX_PEAK_CHAINS; n++) {
      FDX_OPAQUE(sum[n]);
      sum[n] = sum[n] * factor + term;
    }
  }
  vector total = {0};
#pragma clang loop unroll(full)
  for (int n = 0; n < FDX_PEAK_CHAINS; n++) total += sum[n];
  return total[0];
}
