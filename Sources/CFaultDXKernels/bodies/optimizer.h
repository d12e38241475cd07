// What happens to parameters between two batches.

static void sum_shards(
    ptrdiff_t shards, ptrdiff_t count, const float *parts, ptrdiff_t part_stride, float *sum) {
  ptrdiff_t i = 0;
  for (; i + FDX_LANES <= count; i += FDX_LANES) {
    vector total = load(parts + i);
    for (ptrdiff_t s = 1; s < shards; s++) total += load(parts + s * part_stride + i);
    store(total, sum + i);
  }
  for (; i < count; i++) {
    float total = parts[i];
    for (ptrdiff_t s = 1; s < shards; s++) total += parts[s * part_stride + i];
    sum[i] = total;
  }
}

static double squared_sum(ptrdiff_t count, const float *x) {
  double sum = 0;
  ptrdiff_t i = 0;
  while (i + FDX_LANES <= count) {
    vector stretch = {0};
    const ptrdiff_t end = i + 64 * FDX_LANES < count ? i + 64 * FDX_LANES : count;
    for (; i + FDX_LANES <= end; i += FDX_LANES) stretch += load(x + i) * load(x + i);
    sum += sum_of_lanes(stretch);
  }
  for (; i < count; i++) sum += (double)x[i] * x[i];
  return sum;
}

static void scale(ptrdiff_t count, float factor, float *x) {
  ptrdiff_t i = 0;
  for (; i + FDX_LANES <= count; i += FDX_LANES) store(load(x + i) * factor, x + i);
  for (; i < count; i++) x[i] *= factor;
}

static void multiply_elements(ptrdiff_t count, const float *x, const float *factors, float *y) {
  ptrdiff_t i = 0;
  for (; i + FDX_LANES <= count; i += FDX_LANES) store(load(x + i) * load(factors + i), y + i);
  for (; i < count; i++) y[i] = x[i] * factors[i];
}

/// One stochastic gradient step on a register of parameters.
FDX_INLINE vector sgd_lanes(
    vector g, vector p, float rate, float momentum, bool nesterov, float decay, bool first, float *velocity,
    ptrdiff_t count) {
  g += decay * p;
  if (momentum != 0) {
    const vector v = first ? g : momentum * load_some(velocity, count) + g;
    store_some(v, velocity, count);
    g = nesterov ? g + momentum * v : v;
  }
  return p - rate * g;
}

static void sgd_step(
    ptrdiff_t count, const float *gradient, float rate, float momentum, bool nesterov, float decay,
    bool first, float *velocity, float *parameter) {
  for (ptrdiff_t i = 0; i < count; i += FDX_LANES) {
    const ptrdiff_t left = count - i < FDX_LANES ? count - i : FDX_LANES;
    const vector g = load_some(gradient + i, left), p = load_some(parameter + i, left);
    const vector next =
        sgd_lanes(g, p, rate, momentum, nesterov, decay, first, velocity ? velocity + i : 0, left);
    store_some(next, parameter + i, left);
  }
}

static void adam_step(
    ptrdiff_t count, const float *gradient, const fdx_adam *s, float *first, float *second,
    float *parameter) {
  for (ptrdiff_t i = 0; i < count; i += FDX_LANES) {
    const ptrdiff_t left = count - i < FDX_LANES ? count - i : FDX_LANES;
    const vector p = load_some(parameter + i, left) * s->shrink;
    const vector g = load_some(gradient + i, left) + s->decay * p;
    const vector m = load_some(first + i, left), v = load_some(second + i, left);
    const vector next_m = m + s->first_rate * (g - m);
    const vector next_v = s->second_keep * v + s->second_rate * g * g;
    store_some(next_m, first + i, left);
    store_some(next_v, second + i, left);
    const vector root = __builtin_elementwise_sqrt(next_v) / s->correction + s->epsilon;
    store_some(p - s->step_size * next_m / root, parameter + i, left);
  }
}
