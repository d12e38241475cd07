// Softmax cross-entropy of one window, in double: a handful of numbers that everything else hangs on.

static double cross_entropy(
    ptrdiff_t classes, const float *logits, ptrdiff_t label, const float *weights, double smoothing,
    double normalizer, float *dlogits) {
  double highest = logits[0], sum = 0, smooth = 0, weight_sum = 0;
  for (ptrdiff_t k = 1; k < classes; k++) highest = logits[k] > highest ? logits[k] : highest;
  for (ptrdiff_t k = 0; k < classes; k++) sum += exp(logits[k] - highest);
  const double log_sum = highest + log(sum);
  for (ptrdiff_t k = 0; k < classes; k++) {
    smooth += weights[k] * (log_sum - logits[k]);
    weight_sum += weights[k];
  }
  const double share = smoothing / (double)classes, direct = (1 - smoothing) * weights[label];
  if (dlogits) {
    for (ptrdiff_t k = 0; k < classes; k++) {
      const double p = exp(logits[k] - log_sum);
      const double target = share * weights[k] + (k == label ? direct : 0);
      dlogits[k] = (float)(((direct + share * weight_sum) * p - target) / normalizer);
    }
  }
  return (direct * (log_sum - logits[label]) + share * smooth) / normalizer;
}
