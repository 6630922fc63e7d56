// Elementwise loops: sixteen at a time, the rest in the same vector with idle lanes.

#define LOOP_OVER(n, BODY_FULL, BODY_REST)    \
  size_t i = 0;                               \
  for (; i + 16 <= (n); i += 16) BODY_FULL    \
  size_t rest = (n) - i;                      \
  if (rest != 0) BODY_REST

#define ONE_INPUT(name, parameters, value)                                            \
  static void loop_##name parameters {                                               \
    LOOP_OVER(n, { floats16 a = load16(x + i); store16(y + i, (value)); },           \
              { floats16 a = load_few(x + i, rest, 0); store_few(y + i, (value), rest); }) \
  }

#define TWO_INPUTS(name, parameters, first, second, value)                            \
  static void loop_##name parameters {                                               \
    LOOP_OVER(n, { floats16 a = load16(first + i); floats16 b = load16(second + i); \
                   store16(y + i, (value)); },                                        \
              { floats16 a = load_few(first + i, rest, 0); floats16 b = load_few(second + i, rest, 0); \
                store_few(y + i, (value), rest); })                                   \
  }

INLINE floats16 relu16(floats16 x) { return x <= 0.0f ? (floats16)0.0f : x; }

static void loop_fill(float *y, float value, size_t n) {
  floats16 a = value;
  LOOP_OVER(n, { store16(y + i, a); }, { store_few(y + i, a, rest); })
}

static void loop_copy(float *y, const float *x, size_t n) {
  if (n != 0) memmove(y, x, n * sizeof(float));
}

TWO_INPUTS(add, (float *y, const float *x0, const float *x1, size_t n), x0, x1, a + b)
TWO_INPUTS(subtract, (float *y, const float *x0, const float *x1, size_t n), x0, x1, a - b)
TWO_INPUTS(multiply, (float *y, const float *x0, const float *x1, size_t n), x0, x1, a * b)
TWO_INPUTS(divide, (float *y, const float *x0, const float *x1, size_t n), x0, x1, a / b)
TWO_INPUTS(minimum, (float *y, const float *x0, const float *x1, size_t n), x0, x1, ((a < b) | (a != a)) ? a : b)
TWO_INPUTS(maximum, (float *y, const float *x0, const float *x1, size_t n), x0, x1, ((a > b) | (a != a)) ? a : b)
TWO_INPUTS(add_scaled, (float *y, float scale, const float *x, size_t n), x, y, fma16(scale, a, b))
TWO_INPUTS(interpolate, (float *y, const float *x, float rate, size_t n), x, y, fma16(rate, a - b, b))
TWO_INPUTS(relu_backward, (float *y, const float *dy, const float *x, size_t n), dy, x,
           b > 0.0f ? a : (floats16)0.0f)
TWO_INPUTS(tanh_backward, (float *y, const float *dy, const float *x, size_t n), dy, x, a * fma16(-b, b, 1.0f))
TWO_INPUTS(sigmoid_backward, (float *y, const float *dy, const float *x, size_t n), dy, x, a * (b * (1.0f - b)))
ONE_INPUT(add_scalar, (float *y, const float *x, float value, size_t n), a + value)
ONE_INPUT(multiply_scalar, (float *y, const float *x, float value, size_t n), a * value)
ONE_INPUT(scalar_subtract, (float *y, float value, const float *x, size_t n), value - a)
ONE_INPUT(scalar_divide, (float *y, float value, const float *x, size_t n), value / a)
ONE_INPUT(clip, (float *y, const float *x, float low, float high, size_t n),
          a < low ? (floats16)low : (a > high ? (floats16)high : a))
ONE_INPUT(square, (float *y, const float *x, size_t n), a * a)
ONE_INPUT(sqrt, (float *y, const float *x, size_t n), __builtin_elementwise_sqrt(a))
ONE_INPUT(abs, (float *y, const float *x, size_t n), absolute16(a))
ONE_INPUT(sign, (float *y, const float *x, size_t n),
          a > 0.0f ? (floats16)1.0f : (a < 0.0f ? (floats16)-1.0f : (floats16)0.0f))
ONE_INPUT(exp, (float *y, const float *x, size_t n), exp16(a))
ONE_INPUT(log, (float *y, const float *x, size_t n), log16(a))
ONE_INPUT(tanh, (float *y, const float *x, size_t n), tanh16(a))
ONE_INPUT(sigmoid, (float *y, const float *x, size_t n), sigmoid16(a))
ONE_INPUT(relu, (float *y, const float *x, size_t n), relu16(a))

static void loop_bytes_to_floats(float *y, const uint8_t *x, float scale, size_t n) {
  LOOP_OVER(n, { store16(y + i, __builtin_convertvector(*(const bytes16_unaligned *)(x + i), floats16) * scale); },
            { for (; i < n; i++) y[i] = (float)x[i] * scale; })
}

static bool loop_all_finite(const float *x, size_t n) {
  integers16 bad = 0;
  LOOP_OVER(n, { bad |= (AS_WORDS(load16(x + i)) & 0x7f800000u) == 0x7f800000u; },
            { bad |= (AS_WORDS(load_few(x + i, rest, 0)) & 0x7f800000u) == 0x7f800000u; })
  return __builtin_reduce_or(bad) == 0;
}

// y[j, i] = x[i, j]. Sixteen rows by eight columns at a time: the lines of y are written whole.
static void loop_transpose_rows(float *y, ptrdiff_t ldy, const float *x, ptrdiff_t ldx, size_t rows, size_t columns) {
  ptrdiff_t i = 0, m = (ptrdiff_t)rows, n = (ptrdiff_t)columns;
  for (; i + 16 <= m; i += 16) {
    ptrdiff_t j = 0;
    for (; j + 8 <= n; j += 8) {
      floats8 upper[8], lower[8];
      for (int q = 0; q < 8; q++) upper[q] = load8(x + (i + q) * ldx + j);
      for (int q = 0; q < 8; q++) lower[q] = load8(x + (i + 8 + q) * ldx + j);
      transpose8(upper);
      transpose8(lower);
      for (int q = 0; q < 8; q++) {
        store8(y + (j + q) * ldy + i, upper[q]);
        store8(y + (j + q) * ldy + i + 8, lower[q]);
      }
    }
    for (; j < n; j++)
      for (ptrdiff_t q = i; q < i + 16; q++) y[j * ldy + q] = x[q * ldx + j];
  }
  for (; i + 8 <= m; i += 8) {
    ptrdiff_t j = 0;
    for (; j + 8 <= n; j += 8) {
      floats8 block[8];
      for (int q = 0; q < 8; q++) block[q] = load8(x + (i + q) * ldx + j);
      transpose8(block);
      for (int q = 0; q < 8; q++) store8(y + (j + q) * ldy + i, block[q]);
    }
    for (; j < n; j++)
      for (ptrdiff_t q = i; q < i + 8; q++) y[j * ldy + q] = x[q * ldx + j];
  }
  for (; i < m; i++)
    for (ptrdiff_t j = 0; j < n; j++) y[j * ldy + i] = x[i * ldx + j];
}

static void loop_transpose(float *y, const float *x, size_t rows, size_t columns) {
  loop_transpose_rows(y, (ptrdiff_t)rows, x, (ptrdiff_t)columns, rows, columns);
}

static void loop_gather_rows(float *y, const float *x, const int32_t *index, size_t count, size_t columns) {
  for (size_t i = 0; i < count; i++, y += columns) {
    const float *row = x + (size_t)index[i] * columns;
    size_t j = 0;
    for (; j + 16 <= columns; j += 16) store16(y + j, load16(row + j));
    copy_few(y + j, row + j, columns - j);
  }
}

static void loop_take_columns(float *y, const float *x, const int32_t *index, size_t rows, size_t columns) {
  for (size_t i = 0; i < rows; i++) y[i] = x[i * columns + (size_t)index[i]];
}

static void loop_take_columns_backward(float *dx, const float *dy, const int32_t *index, size_t rows,
                                       size_t columns) {
  loop_fill(dx, 0, rows * columns);
  for (size_t i = 0; i < rows; i++) dx[i * columns + (size_t)index[i]] = dy[i];
}
