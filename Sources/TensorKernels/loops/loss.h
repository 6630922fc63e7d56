// Losses over rows of logits.

/// 1 in the first count < 16 lanes, 0 in the others.
INLINE floats16 few_ones16(size_t count) {
  const floats16 ones = 1.0f;
  return load_few((const float *)&ones, count, 0);
}

// A row of logits is read from memory once, from the cache afterwards. The sum of exponentials runs as that of
// ck_log_softmax_rows does; a sum over log p is fma(w, log p, sum), sixteen at a time, w = 1 or the class's weight.
static void loop_cross_entropy_rows(float *loss, float *largest, float *logarithm, const float *x, const int32_t *label,
                                    const float *class_weight, float smoothing, int64_t ignored, size_t rows,
                                    size_t columns) {
  for (size_t row = 0; row < rows; row++, x += columns) {
    loss[row] = largest[row] = logarithm[row] = 0;
    if (label[row] == ignored) continue;
    size_t place = (size_t)label[row];
    float high = loop_max(x, columns);
    floats16 sums = 0;
    {
      LOOP_OVER(columns, { sums += exp16(load16(x + i) - high); },
                { sums += exp16(load_few(x + i, rest, -__builtin_inff()) - high); })
    }
    float total = log16((floats16)tree_sum(sums)).x;
    float value = -((x[place] - high) - total);
    if (class_weight) value *= class_weight[place];
    if (smoothing != 0) {
      floats16 logs = 0;
      LOOP_OVER(columns, {
        floats16 w = class_weight ? load16(class_weight + i) : (floats16)1.0f;
        logs = fma16(w, (load16(x + i) - high) - total, logs);
      }, {
        // An idle lane holds the largest logit with weight 0; where that is infinite or NaN, so is the sum anyway.
        floats16 w = class_weight ? load_few(class_weight + i, rest, 0) : few_ones16(rest);
        logs = fma16(w, (load_few(x + i, rest, high) - high) - total, logs);
      })
      value = (1.0f - smoothing) * value - smoothing / (float)columns * tree_sum(logs);
    }
    loss[row] = value;
    largest[row] = high;
    logarithm[row] = total;
  }
}

static void loop_cross_entropy_rows_backward(float *dx, const float *scale, const float *x, const float *largest,
                                             const float *logarithm, const int32_t *label, const float *class_weight,
                                             float smoothing, int64_t ignored, size_t rows, size_t columns) {
  float share = smoothing / (float)columns;  // what every class has of the target
  float weights = class_weight && smoothing != 0 ? loop_sum(class_weight, columns) : 0;
  for (size_t row = 0; row < rows; row++, x += columns, dx += columns) {
    if (label[row] == ignored) {
      loop_fill(dx, 0, columns);
      continue;
    }
    // The derivative is p_j of_all - share w_j, for the label less (1 - smoothing) w_label.
    size_t place = (size_t)label[row];
    float own = class_weight ? class_weight[place] : 1.0f;
    float of_all = (class_weight ? (1.0f - smoothing) * own + share * weights : 1.0f) * scale[row];
    float of_class = -share * scale[row], of_label = -((1.0f - smoothing) * own + share * own) * scale[row];
    float high = largest[row], total = logarithm[row];
#define PROBABILITY(value) exp16(((value) - high) - total)
    float at_label = fma16(PROBABILITY((floats16)x[place]), of_all, of_label).x;
    if (class_weight && smoothing != 0) {
      LOOP_OVER(columns, {
        store16(dx + i, fma16(PROBABILITY(load16(x + i)), of_all, load16(class_weight + i) * of_class));
      }, {
        store_few(dx + i, fma16(PROBABILITY(load_few(x + i, rest, 0)), of_all,
                                load_few(class_weight + i, rest, 0) * of_class), rest);
      })
    } else {
      LOOP_OVER(columns, { store16(dx + i, fma16(PROBABILITY(load16(x + i)), of_all, of_class)); },
                { store_few(dx + i, fma16(PROBABILITY(load_few(x + i, rest, 0)), of_all, of_class), rest); })
    }
#undef PROBABILITY
    dx[place] = at_label;
  }
}

// max(x, 0) - x target first: where x is large and right it vanishes, and the small rest is not lost beside it.
INLINE floats16 binary_cross_entropy16(floats16 x, floats16 target) {
  return fma16(-x, target, relu16(x)) + softplus_rest16(x);
}

INLINE floats16 divergence16(floats16 x, floats16 target) {
  floats16 value = target * (log16(target) - x);
  return target == 0.0f ? (floats16)0.0f : value;
}

TWO_INPUTS(binary_cross_entropy, (float *y, const float *x, const float *target, size_t n), x, target,
           binary_cross_entropy16(a, b))

static void loop_binary_cross_entropy_backward(float *dx, const float *dy, const float *x, const float *target, size_t n) {
  LOOP_OVER(n, { store16(dx + i, load16(dy + i) * (sigmoid16(load16(x + i)) - load16(target + i))); }, {
    floats16 slope = sigmoid16(load_few(x + i, rest, 0)) - load_few(target + i, rest, 0);
    store_few(dx + i, load_few(dy + i, rest, 0) * slope, rest);
  })
}

TWO_INPUTS(divergence, (float *y, const float *x, const float *target, size_t n), x, target, divergence16(a, b))
