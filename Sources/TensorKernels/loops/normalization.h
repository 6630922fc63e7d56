// Normalization by rows. Sums are those of ck_sum: sixteen running sums, then one tree.

/// Reads a row in sixteens; `few` floats at the end are padded with zeros, which add nothing to a sum.
#define ROW_OVER(n, BODY)                                                      \
  for (size_t i = 0; i < (n); i += 16) {                                       \
    size_t few = (n) - i;                                                      \
    if (few >= 16) BODY(load16, store16) else BODY(LOAD_FEW, STORE_FEW)        \
  }
#define LOAD_FEW(p) load_few(p, few, 0)
#define STORE_FEW(p, value) store_few(p, value, few)

INLINE float inverse_deviation(float squares, size_t n, float epsilon) {
  floats16 variance = squares / (float)n + epsilon;
  return 1.0f / __builtin_elementwise_sqrt(variance).x;
}

/// The sum of (x - mean)^2. Idle lanes must add nothing, so the last few are padded with the mean.
INLINE float centered_squares(const float *x, float mean, size_t n) {
  floats16 sums = 0;
  LOOP_OVER(n, { floats16 d = load16(x + i) - mean; sums = fma16(d, d, sums); },
            { floats16 d = load_few(x + i, rest, mean) - mean; sums = fma16(d, d, sums); })
  return tree_sum(sums);
}

INLINE void normalize_row(float *y, const float *x, const float *weight, const float *bias, float mean, float scale,
                          size_t n, bool has_weight, bool has_bias) {
#define NORMALIZE(LOAD, STORE)                                                 \
  {                                                                            \
    floats16 value = (LOAD(x + i) - mean) * scale;                             \
    floats16 factor = has_weight ? LOAD(weight + i) : (floats16)1.0f;          \
    if (has_bias) value = fma16(value, factor, LOAD(bias + i));                \
    else if (has_weight) value *= factor;                                      \
    STORE(y + i, value);                                                       \
  }
  ROW_OVER(n, NORMALIZE)
#undef NORMALIZE
}

static void loop_normalize_rows(float *y, float *means, float *scales, const float *x, const float *weight,
                                const float *bias, float epsilon, bool centered, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++, x += columns, y += columns) {
    float mean = centered ? loop_sum(x, columns) / (float)columns : 0;
    float scale = inverse_deviation(centered_squares(x, mean, columns), columns, epsilon);
    means[row] = mean;
    scales[row] = scale;
    if (weight && bias) normalize_row(y, x, weight, bias, mean, scale, columns, true, true);
    else if (weight) normalize_row(y, x, weight, bias, mean, scale, columns, true, false);
    else if (bias) normalize_row(y, x, weight, bias, mean, scale, columns, false, true);
    else normalize_row(y, x, weight, bias, mean, scale, columns, false, false);
  }
}

// With u = dy weight and v = (x - mean) scale: dx = scale (u - mean(u) - v mean(u v)), dweight += dy v, dbias += dy.
INLINE void normalize_row_backward(float *dx, float *dweight, float *dbias, const float *dy, const float *x, float mean,
                                   float scale, const float *weight, bool centered, size_t n, bool has_weight,
                                   bool has_sums) {
  floats16 sums = 0, products = 0;
#define GATHER(LOAD, STORE)                                                    \
  {                                                                            \
    floats16 d = LOAD(dy + i), v = (LOAD(x + i) - mean) * scale;               \
    floats16 u = has_weight ? d * LOAD(weight + i) : d;                        \
    sums += u;                                                                 \
    products = fma16(u, v, products);                                          \
    if (has_sums) {                                                            \
      STORE(dweight + i, fma16(d, v, LOAD(dweight + i)));                      \
      STORE(dbias + i, LOAD(dbias + i) + d);                                   \
    }                                                                          \
  }
  ROW_OVER(n, GATHER)
#undef GATHER
  if (!dx) return;
  floats16 mean_u = centered ? tree_sum(sums) / (float)n : 0.0f;
  floats16 mean_product = tree_sum(products) / (float)n;
#define SPREAD(LOAD, STORE)                                                    \
  {                                                                            \
    floats16 d = LOAD(dy + i), v = (LOAD(x + i) - mean) * scale;               \
    floats16 u = has_weight ? d * LOAD(weight + i) : d;                        \
    STORE(dx + i, fma16(-v, mean_product, u - mean_u) * scale);                \
  }
  ROW_OVER(n, SPREAD)
#undef SPREAD
}

static void loop_normalize_rows_backward(float *dx, float *dweight, float *dbias, const float *dy, const float *x,
                                         const float *mean, const float *scale, const float *weight, bool centered,
                                         size_t rows, size_t columns) {
  bool has_sums = dweight && dbias;
  if (dweight) loop_fill(dweight, 0, columns);
  if (dbias) loop_fill(dbias, 0, columns);
  for (size_t row = 0; row < rows; row++, x += columns, dy += columns) {
    float *target = dx ? dx + row * columns : 0;
    if (weight && has_sums)
      normalize_row_backward(target, dweight, dbias, dy, x, mean[row], scale[row], weight, centered, columns, true, true);
    else if (weight)
      normalize_row_backward(target, 0, 0, dy, x, mean[row], scale[row], weight, centered, columns, true, false);
    else if (has_sums)
      normalize_row_backward(target, dweight, dbias, dy, x, mean[row], scale[row], weight, centered, columns, false, true);
    else
      normalize_row_backward(target, 0, 0, dy, x, mean[row], scale[row], weight, centered, columns, false, false);
  }
}
