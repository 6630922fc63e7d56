// Loops for further elementwise operations, scans, and rows and columns by index.

#include "powers.h"

INLINE void copy_row(float *y, const float *x, size_t n) {
  if (n >= 1024) {
    memcpy(y, x, n * sizeof(float));
    return;
  }
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
  for (; stride == -1 && n >= 16; n -= 16, y += 16, x -= 16)
    store16(y, __builtin_shufflevector(load16(x - 15), load16(x - 15), 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2,
                                       1, 0));
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
  for (size_t o = 0; inner == 1 && o < outer; o++, x += size, y += taken, index += taken)
    for (size_t t = 0; t < taken; t++) y[t] = x[(size_t)index[t]];
  for (size_t o = 0; inner != 1 && o < outer; o++, x += size * inner)
    for (size_t t = 0; t < taken; t++, y += inner, index += inner)
      for (size_t i = 0; i < inner; i++) y[i] = x[(size_t)index[i] * inner + i];
}

static void loop_scatter_add_blocks(float *y, const float *x, const int32_t *index, size_t outer, size_t size,
                                    size_t taken, size_t inner) {
  for (size_t o = 0; inner == 1 && o < outer; o++, x += taken, y += size, index += taken)
    for (size_t t = 0; t < taken; t++) y[(size_t)index[t]] += x[t];
  for (size_t o = 0; inner != 1 && o < outer; o++, y += size * inner)
    for (size_t t = 0; t < taken; t++, x += inner, index += inner)
      for (size_t i = 0; i < inner; i++) y[(size_t)index[i] * inner + i] += x[i];
}

static void loop_scatter_add_rows(float *y, size_t ldy, const float *x, size_t ldx, const int32_t *index,
                                  size_t count, size_t columns) {
  for (size_t i = 0; i < count; i++, x += ldx) add_row(y + (size_t)index[i] * ldy, x, columns);
}

ONE_INPUT(exp2, (float *y, const float *x, size_t n), exp2_16(a))
ONE_INPUT(cube, (float *y, const float *x, size_t n), a * a * a)
ONE_INPUT(reciprocal_sqrt, (float *y, const float *x, size_t n), 1.0f / __builtin_elementwise_sqrt(a))
ONE_INPUT(pow_scalar, (float *y, const float *x, float power, size_t n), pow16(a, power))
TWO_INPUTS(pow, (float *y, const float *x0, const float *x1, size_t n), x0, x1, pow16(a, b))
ONE_INPUT(sin, (float *y, const float *x, size_t n), sine16(a, 0))
ONE_INPUT(cos, (float *y, const float *x, size_t n), sine16(a, 1))

// ---------------------------------------------------------------- the largest and the smallest

INLINE floats16 load_some(const float *x, size_t count) { return count == 16 ? load16(x) : load_few(x, count & 15, 0); }

// Up to eight rows at once, so that a row is read from end to end; y, and index where wanted, hold the best so far.
INLINE void extreme_of_lanes(float *y, int32_t *index, const float *x, size_t first, size_t rows, size_t inner,
                             size_t count, float sign) {
  floats16 best = load_some(y, count) * sign;
  integers16 place = 0;
  if (index) memcpy(&place, index, count * sizeof(int32_t));
  for (size_t q = 0; q < rows; q++) {
    floats16 here = load_some(x + (first + q) * inner, count) * sign;
    integers16 taken = (here > best) | (here != here);
    if (index) taken &= best == best;  // of NaN too the first
    best = taken ? here : best;
    if (index) place = taken ? (integers16)(int32_t)(first + q) : place;
  }
  best *= sign;
  if (count == 16) store16(y, best);
  else store_few(y, best, count);
  if (index) memcpy(index, &place, count * sizeof(int32_t));
}

INLINE void extreme_of_rows(float *y, int32_t *index, const float *x, size_t first, size_t rows, size_t inner,
                            float sign) {
  size_t i = 0;
  for (; i + 16 <= inner; i += 16)
    extreme_of_lanes(y + i, index ? index + i : NULL, x + i, first, rows, inner, 16, sign);
  if (i < inner) extreme_of_lanes(y + i, index ? index + i : NULL, x + i, first, rows, inner, inner - i, sign);
}

static void loop_extreme_columns(float *y, int32_t *index, const float *x, size_t size, size_t inner, bool smallest) {
  float sign = smallest ? -1.0f : 1.0f;
  loop_copy(y, x, inner);
  if (index) memset(index, 0, inner * sizeof(int32_t));
  for (size_t j = 1; j < size; j += 8) {
    size_t rows = size - j < 8 ? size - j : 8;
    // Eight as a constant: the loop over them is unrolled.
    if (index) extreme_of_rows(y, index, x, j, rows, inner, sign);
    else if (rows == 8) extreme_of_rows(y, NULL, x, j, 8, inner, sign);
    else extreme_of_rows(y, NULL, x, j, rows, inner, sign);
  }
}

static void loop_top_rows(float *y, int32_t *index, const float *x, size_t rows, size_t columns, size_t k) {
  for (size_t row = 0; row < rows; row++, x += columns, y += k, index += k) {
    size_t count = 0;
    for (size_t j = 0; j < columns; j++) {
      if (count == k && (k == 0 || !comes_before(x[j], y[k - 1], 1.0f))) continue;
      size_t place = count < k ? count++ : k - 1;
      for (; place > 0 && comes_before(x[j], y[place - 1], 1.0f); place--) {
        y[place] = y[place - 1];
        index[place] = index[place - 1];
      }
      y[place] = x[j];
      index[place] = (int32_t)j;
    }
  }
}

// ---------------------------------------------------------------- along an axis

static void loop_cumulative_sum(float *y, const float *x, size_t outer, size_t size, size_t inner, bool reverse) {
  if (size == 0) return;
  if (inner == 1) {
    ptrdiff_t step = reverse ? -1 : 1;
    size_t start = reverse ? size - 1 : 0, row = 0;
    // Eight rows side by side: their chains of additions overlap.
    for (; row + 8 <= outer; row += 8) {
      float sums[8] = {0};
      const float *from = x + row * size + start;
      float *to = y + row * size + start;
      for (size_t j = 0; j < size; j++, from += step, to += step)
        for (int q = 0; q < 8; q++) to[q * size] = sums[q] = j == 0 ? from[q * size] : sums[q] + from[q * size];
    }
    for (; row < outer; row++) {
      const float *from = x + row * size + start;
      float *to = y + row * size + start, sum = 0;
      for (size_t j = 0; j < size; j++, from += step, to += step) *to = sum = j == 0 ? *from : sum + *from;
    }
    return;
  }
  for (size_t block = 0; block < outer; block++, x += size * inner, y += size * inner) {
    size_t last = reverse ? (size - 1) * inner : 0;
    copy_row(y + last, x + last, inner);
    for (size_t j = 1; j < size; j++) {
      size_t here = reverse ? last - inner : last + inner;
      loop_add(y + here, y + last, x + here, inner);
      last = here;
    }
  }
}

static void loop_log_sum_exp_rows(float *y, const float *x, size_t rows, size_t columns) {
  for (size_t row = 0; row < rows; row++, x += columns) {
    float best = loop_max(x, columns);
    // Where all are -infinity, or one is infinite: no difference of infinities.
    float offset = best - best == 0 ? best : 0;
    floats16 largest = offset, sums = 0;
    LOOP_OVER(columns, { sums += exp16(load16(x + i) - largest); }, {
      float few[16];
      store16(few, exp16(load_few(x + i, rest, 0) - largest));
      sums += load_few(few, rest, 0);
    })
    y[row] = offset + log16((floats16)tree_sum(sums))[0];
  }
}
