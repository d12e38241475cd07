static void relu_forward(ptrdiff_t count, const float *x, float *y) {
  ptrdiff_t i = 0;
  for (; i + FDX_LANES <= count; i += FDX_LANES) store(positive_part(load(x + i)), y + i);
  for (; i < count; i++) y[i] = x[i] < 0 ? 0 : x[i];
}

static void relu_backward(ptrdiff_t count, const float *y, const float *dy, float *dx) {
  const vector zero = {0};
  ptrdiff_t i = 0;
  for (; i + FDX_LANES <= count; i += FDX_LANES) {
    store(select_or_zero(load(y + i) > zero, load(dy + i)), dx + i);
  }
  for (; i < count; i++) dx[i] = y[i] > 0 ? dy[i] : 0;
}

static void add(ptrdiff_t count, const float *x, float *y) {
  ptrdiff_t i = 0;
  for (; i + FDX_LANES <= count; i += FDX_LANES) store(load(y + i) + load(x + i), y + i);
  for (; i < count; i++) y[i] += x[i];
}

static void column_sums(
    ptrdiff_t rows, ptrdiff_t columns, const float *x, ptrdiff_t row_stride, float *sums) {
  ptrdiff_t c = 0;
  for (; c + FDX_LANES <= columns; c += FDX_LANES) {
    vector sum = {0};
    for (ptrdiff_t row = 0; row < rows; row++) sum += load(x + row * row_stride + c);
    store(load(sums + c) + sum, sums + c);
  }
  for (; c < columns; c++) {
    float sum = 0;
    for (ptrdiff_t row = 0; row < rows; row++) sum += x[row * row_stride + c];
    sums[c] += sum;
  }
}
