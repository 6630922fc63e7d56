// Loops for further elementwise operations, scans, and rows and columns by index.

INLINE void copy_row(float *y, const float *x, size_t n) {
  size_t j = 0;
  for (; j + 16 <= n; j += 16) store16(y + j, load16(x + j));
  copy_few(y + j, x + j, n - j);
}

INLINE void add_row(float *y, const float *x, size_t n) {
  LOOP_OVER(n, { store16(y + i, load16(y + i) + load16(x + i)); },
            { store_few(y + i, load_few(y + i, rest, 0) + load_few(x + i, rest, 0), rest); })
}

static void loop_copy_rows(float *y, ptrdiff_t ldy, const float *x, ptrdiff_t ldx, size_t rows, size_t columns) {
  for (size_t i = 0; i < rows; i++, y += ldy, x += ldx) copy_row(y, x, columns);
}

static void loop_add_rows(float *y, ptrdiff_t ldy, const float *x, ptrdiff_t ldx, size_t rows, size_t columns) {
  for (size_t i = 0; i < rows; i++, y += ldy, x += ldx) add_row(y, x, columns);
}

static void loop_copy_strided(float *y, const float *x, ptrdiff_t stride, size_t n) {
  for (size_t i = 0; i < n; i++, x += stride) y[i] = *x;
}

TWO_INPUTS(equal, (float *y, const float *x0, const float *x1, size_t n), x0, x1,
           a == b ? (floats16)1.0f : (floats16)0.0f)

static void loop_select(float *y, const float *mask, const float *x0, const float *x1, size_t n) {
  LOOP_OVER(n, { store16(y + i, load16(mask + i) != 0.0f ? load16(x0 + i) : load16(x1 + i)); }, {
    floats16 chosen = load_few(mask + i, rest, 0) != 0.0f ? load_few(x0 + i, rest, 0) : load_few(x1 + i, rest, 0);
    store_few(y + i, chosen, rest);
  })
}

static void loop_gather_blocks(float *y, const float *x, const int32_t *index, size_t outer, size_t size,
                               size_t taken, size_t inner) {
  for (size_t o = 0; o < outer; o++, x += size * inner)
    for (size_t t = 0; t < taken; t++, y += inner, index += inner)
      for (size_t i = 0; i < inner; i++) y[i] = x[(size_t)index[i] * inner + i];
}

static void loop_scatter_add_blocks(float *y, const float *x, const int32_t *index, size_t outer, size_t size,
                                    size_t taken, size_t inner) {
  for (size_t o = 0; o < outer; o++, y += size * inner)
    for (size_t t = 0; t < taken; t++, x += inner, index += inner)
      for (size_t i = 0; i < inner; i++) y[(size_t)index[i] * inner + i] += x[i];
}

static void loop_scatter_add_rows(float *y, size_t ldy, const float *x, size_t ldx, const int32_t *index,
                                  size_t count, size_t columns) {
  for (size_t i = 0; i < count; i++, x += ldx) add_row(y + (size_t)index[i] * ldy, x, columns);
}
