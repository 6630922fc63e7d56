// Reductions: sixteen running sums in every case, then one tree. An idle lane adds +0, which changes no running sum
// (they start at +0 and so are never -0).

static float loop_sum(const float *x, size_t n) {
  floats16 sums = 0;
  LOOP_OVER(n, { sums += load16(x + i); }, { sums += load_few(x + i, rest, 0); })
  return tree_sum(sums);
}

static float loop_dot(const float *x0, const float *x1, size_t n) {
  floats16 sums = 0;
  LOOP_OVER(n, { sums = fma16(load16(x0 + i), load16(x1 + i), sums); },
            { sums = fma16(load_few(x0 + i, rest, 0), load_few(x1 + i, rest, 0), sums); })
  return tree_sum(sums);
}

static float loop_sum_squares(const float *x, size_t n) { return loop_dot(x, x, n); }

static float loop_max(const float *x, size_t n) {
  floats16 best = -__builtin_inff();
  LOOP_OVER(n, { best = greater_or_nan(load16(x + i), best); },
            { best = greater_or_nan(load_few(x + i, rest, -__builtin_inff()), best); })
  float lanes[16], result = -__builtin_inff();
  store16(lanes, best);
  for (int j = 0; j < 16; j++) result = lanes[j] > result || lanes[j] != lanes[j] ? lanes[j] : result;
  return result;
}

static void loop_sum_columns(float *y, const float *x, size_t rows, size_t columns, bool accumulate) {
  size_t j = 0;
  if (columns >= 256 && rows >= 8) {
    // Eight rows at a time, each read from end to end: the same chains.
    if (!accumulate) loop_fill(y, 0, columns);
    for (; rows >= 8; rows -= 8, x += 8 * columns) {
      LOOP_OVER(columns, {
        floats16 sums = load16(y + i);
        for (int q = 0; q < 8; q++) sums += load16(x + q * columns + i);
        store16(y + i, sums);
      }, {
        floats16 sums = load_few(y + i, rest, 0);
        for (int q = 0; q < 8; q++) sums += load_few(x + q * columns + i, rest, 0);
        store_few(y + i, sums, rest);
      })
    }
    accumulate = true;
  }
  for (; j + 64 <= columns; j += 64) {
    floats16 sums[4];
    for (int q = 0; q < 4; q++) sums[q] = accumulate ? load16(y + j + 16 * q) : (floats16)0.0f;
    for (size_t i = 0; i < rows; i++)
      for (int q = 0; q < 4; q++) sums[q] += load16(x + i * columns + j + 16 * q);
    for (int q = 0; q < 4; q++) store16(y + j + 16 * q, sums[q]);
  }
  for (; j + 16 <= columns; j += 16) {
    floats16 sums = accumulate ? load16(y + j) : (floats16)0.0f;
    for (size_t i = 0; i < rows; i++) sums += load16(x + i * columns + j);
    store16(y + j, sums);
  }
  for (; j < columns; j++) {
    float sum = accumulate ? y[j] : 0;
    for (size_t i = 0; i < rows; i++) sum += x[i * columns + j];
    y[j] = sum;
  }
}

static void loop_sum_rows(float *y, const float *x, size_t rows, size_t columns) {
  for (size_t i = 0; i < rows; i++) y[i] = loop_sum(x + i * columns, columns);
}

INLINE bool comes_before(float a, float b, float sign) { return a * sign > b * sign || (a != a && b == b); }

static void loop_extreme_rows(float *y, int32_t *index, const float *x, size_t rows, size_t columns, bool smallest) {
  float sign = smallest ? -1.0f : 1.0f;
  for (size_t row = 0; row < rows; row++, x += columns) {
    size_t place = 0;
    if (columns < 32) {
      for (size_t j = 1; j < columns; j++)
        if (comes_before(x[j], x[place], sign)) place = j;
    } else {
      floats16 best = load16(x) * sign;
      size_t j = 16;
      if (columns >= 128) {
        floats16 several[4];
        for (int q = 0; q < 4; q++) several[q] = load16(x + 16 * q) * sign;
        for (j = 64; j + 64 <= columns; j += 64)
          for (int q = 0; q < 4; q++) several[q] = greater_or_nan(load16(x + j + 16 * q) * sign, several[q]);
        for (int q = 0; q < 4; q++) best = greater_or_nan(several[q], best);
      }
      for (; j + 16 <= columns; j += 16) best = greater_or_nan(load16(x + j) * sign, best);
      best = greater_or_nan(load16(x + columns - 16) * sign, best);
      float lanes[16], extreme;
      store16(lanes, best);
      extreme = lanes[0];
      for (int lane = 1; lane < 16; lane++)
        if (lanes[lane] > extreme || lanes[lane] != lanes[lane]) extreme = lanes[lane];
      extreme *= sign;
      if (!index && extreme != 0) {  // of zeros the first gives its sign
        y[row] = extreme;
        continue;
      }
      floats16 wanted = extreme;
      for (j = 0; j + 16 <= columns; j += 16) {
        floats16 here = load16(x + j);
        if (__builtin_reduce_or(extreme == extreme ? here == wanted : here != here)) break;
      }
      while (x[j] != extreme && !(extreme != extreme && x[j] != x[j])) j++;
      place = j;
    }
    if (y) y[row] = x[place];
    if (index) index[row] = (int32_t)place;
  }
}

static void loop_max_rows(float *y, int32_t *index, const float *x, size_t rows, size_t columns) {
  if (columns != 0) return loop_extreme_rows(y, index, x, rows, columns, false);
  for (size_t i = 0; i < rows; i++) {
    if (y) y[i] = -__builtin_inff();
    if (index) index[i] = 0;
  }
}

static void loop_softmax_rows(float *y, const float *x, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++, x += columns, y += columns) {
    floats16 largest = loop_max(x, columns);
    floats16 sums = 0;
    {
      LOOP_OVER(columns, { floats16 e = exp16(load16(x + i) - largest); sums += e; store16(y + i, e); }, {
        floats16 e = exp16(load_few(x + i, rest, 0) - largest);
        store_few(y + i, e, rest);
        sums += load_few(y + i, rest, 0);
      })
    }
    floats16 total = tree_sum(sums);
    LOOP_OVER(columns, { store16(y + i, load16(y + i) / total); },
              { store_few(y + i, load_few(y + i, rest, 0) / total, rest); })
  }
}

static void loop_log_softmax_rows(float *y, const float *x, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++, x += columns, y += columns) {
    floats16 largest = loop_max(x, columns);
    floats16 sums = 0;
    {
      LOOP_OVER(columns, { sums += exp16(load16(x + i) - largest); }, {
        float few[16];
        store16(few, exp16(load_few(x + i, rest, 0) - largest));
        sums += load_few(few, rest, 0);
      })
    }
    floats16 logarithm = log16((floats16)tree_sum(sums));
    LOOP_OVER(columns, { store16(y + i, (load16(x + i) - largest) - logarithm); },
              { store_few(y + i, (load_few(x + i, rest, 0) - largest) - logarithm, rest); })
  }
}

static void loop_softmax_backward_rows(float *dx, const float *dy, const float *y, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++, dx += columns, dy += columns, y += columns) {
    floats16 mean = loop_dot(dy, y, columns);
    LOOP_OVER(columns, { store16(dx + i, load16(y + i) * (load16(dy + i) - mean)); },
              { store_few(dx + i, load_few(y + i, rest, 0) * (load_few(dy + i, rest, 0) - mean), rest); })
  }
}

static void loop_log_softmax_backward_rows(float *dx, const float *dy, const float *y, size_t rows,
                                           size_t columns) {
  for (size_t row = 0; row < rows; row++, dx += columns, dy += columns, y += columns) {
    floats16 total = loop_sum(dy, columns);
    LOOP_OVER(columns, { store16(dx + i, fma16(-exp16(load16(y + i)), total, load16(dy + i))); },
              { store_few(dx + i, fma16(-exp16(load_few(y + i, rest, 0)), total, load_few(dy + i, rest, 0)), rest); })
  }
}
