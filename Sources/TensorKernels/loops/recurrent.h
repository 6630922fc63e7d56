// Loops for cells of recurrent networks: the gates of one time step, each row by itself, and the weights' gradients.

// The gates' own logistic function and hyperbolic tangent: the polynomial of exp16, but limited so that no result is
// denormal, without a case for any part of the line. Errors of a few ulp; where exp16 would go on down to 2^-149,
// sigmoid stops at 2^-125. A NaN passes.

INLINE floats16 gate_sigmoid16(floats16 x) {
  floats16 limited = x > 87.0f ? (floats16)87.0f : x;
  limited = limited < -87.0f ? (floats16)-87.0f : limited;
  words16 shifted;
  floats16 value = exponential_parts16(-limited, &shifted) + 1.0f;
  return 1.0f / (1.0f + AS_FLOATS(AS_WORDS(value) + (shifted << 23)));
}

/// (e^2x - 1) / (e^2x + 1), with e^2x - 1 = 2^n p + (2^n - 1).
INLINE floats16 gate_tanh16(floats16 x) {
  floats16 limited = x > 10.0f ? (floats16)10.0f : x;
  limited = limited < -10.0f ? (floats16)-10.0f : limited;
  words16 shifted;
  floats16 part = exponential_parts16(limited + limited, &shifted);
  floats16 scale = AS_FLOATS((shifted << 23) + 0x3f800000u);
  floats16 value = fma16(scale, part, scale - 1.0f);
  return value / (value + 2.0f);
}

#define LSTM_STEP(LOAD, STORE)                                                            \
  {                                                                                       \
    floats16 input = gate_sigmoid16(LOAD(gates + i)), forget = gate_sigmoid16(LOAD(gates + hidden + i)); \
    floats16 new = gate_tanh16(LOAD(gates + 2 * hidden + i));                             \
    floats16 output = gate_sigmoid16(LOAD(gates + 3 * hidden + i));                       \
    floats16 cell = fma16(forget, LOAD(c_before + i), input * new);                       \
    STORE(gates + i, input);                                                              \
    STORE(gates + hidden + i, forget);                                                    \
    STORE(gates + 2 * hidden + i, new);                                                   \
    STORE(gates + 3 * hidden + i, output);                                                \
    STORE(c + i, cell);                                                                   \
    STORE(h + i, output * gate_tanh16(cell));                                             \
  }

#define LOAD_REST(x) load_few(x, rest, 0)
#define STORE_REST(y, value) store_few(y, value, rest)

static void loop_lstm_step(float *h, float *c, float *gates, const float *c_before, size_t rows, size_t hidden) {
  for (size_t row = 0; row < rows; row++) {
    LOOP_OVER(hidden, LSTM_STEP(load16, store16), LSTM_STEP(LOAD_REST, STORE_REST))
    h += hidden;
    c += hidden;
    c_before += hidden;
    gates += 4 * hidden;
  }
}

INLINE floats16 sigmoid_slope16(floats16 y) { return y * (1.0f - y); }
INLINE floats16 tanh_slope16(floats16 y) { return fma16(-y, y, 1.0f); }

#define LSTM_STEP_BACKWARD(LOAD, STORE)                                                   \
  {                                                                                       \
    floats16 input = LOAD(gates + i), forget = LOAD(gates + hidden + i);                  \
    floats16 new = LOAD(gates + 2 * hidden + i), output = LOAD(gates + 3 * hidden + i);   \
    floats16 value = gate_tanh16(LOAD(c + i)), dy = LOAD(dh + i);                         \
    floats16 cell = fma16(dy * output, tanh_slope16(value), LOAD(dc + i));                \
    STORE(dgates + i, (cell * new) * sigmoid_slope16(input));                             \
    STORE(dgates + hidden + i, (cell * LOAD(c_before + i)) * sigmoid_slope16(forget));    \
    STORE(dgates + 2 * hidden + i, (cell * input) * tanh_slope16(new));                   \
    STORE(dgates + 3 * hidden + i, (dy * value) * sigmoid_slope16(output));               \
    STORE(dc + i, cell * forget);                                                         \
  }

static void loop_lstm_step_backward(float *dgates, float *dc, const float *dh, const float *gates, const float *c,
                                    const float *c_before, size_t rows, size_t hidden) {
  for (size_t row = 0; row < rows; row++) {
    LOOP_OVER(hidden, LSTM_STEP_BACKWARD(load16, store16), LSTM_STEP_BACKWARD(LOAD_REST, STORE_REST))
    dgates += 4 * hidden;
    gates += 4 * hidden;
    dc += hidden;
    dh += hidden;
    c += hidden;
    c_before += hidden;
  }
}

#define GRU_STEP(LOAD, STORE)                                                             \
  {                                                                                       \
    floats16 reset = gate_sigmoid16(LOAD(gates + i) + LOAD(sums + i));                    \
    floats16 update = gate_sigmoid16(LOAD(gates + hidden + i) + LOAD(sums + hidden + i)); \
    floats16 share = LOAD(sums + 2 * hidden + i);                                         \
    floats16 new = gate_tanh16(fma16(reset, share, LOAD(gates + 2 * hidden + i)));        \
    STORE(gates + i, reset);                                                              \
    STORE(gates + hidden + i, update);                                                    \
    STORE(gates + 2 * hidden + i, new);                                                   \
    STORE(gates + 3 * hidden + i, share);                                                 \
    STORE(h + i, fma16(update, LOAD(h_before + i) - new, new));                           \
  }

static void loop_gru_step(float *h, float *gates, const float *sums, const float *h_before, size_t rows,
                          size_t hidden) {
  for (size_t row = 0; row < rows; row++) {
    LOOP_OVER(hidden, GRU_STEP(load16, store16), GRU_STEP(LOAD_REST, STORE_REST))
    h += hidden;
    h_before += hidden;
    gates += 4 * hidden;
    sums += 3 * hidden;
  }
}

#define GRU_STEP_BACKWARD(LOAD, STORE)                                                    \
  {                                                                                       \
    floats16 reset = LOAD(gates + i), update = LOAD(gates + hidden + i);                  \
    floats16 new = LOAD(gates + 2 * hidden + i), share = LOAD(gates + 3 * hidden + i);    \
    floats16 dy = LOAD(dh + i);                                                           \
    floats16 dnew = (dy * (1.0f - update)) * tanh_slope16(new);                           \
    STORE(dgates + i, (dnew * share) * sigmoid_slope16(reset));                           \
    STORE(dgates + hidden + i, (dy * (LOAD(h_before + i) - new)) * sigmoid_slope16(update)); \
    STORE(dgates + 2 * hidden + i, dnew * reset);                                         \
    STORE(dgates + 3 * hidden + i, dnew);                                                 \
    STORE(dh + i, dy * update);                                                           \
  }

static void loop_gru_step_backward(float *dgates, float *dh, const float *gates, const float *h_before, size_t rows,
                                   size_t hidden) {
  for (size_t row = 0; row < rows; row++) {
    LOOP_OVER(hidden, GRU_STEP_BACKWARD(load16, store16), GRU_STEP_BACKWARD(LOAD_REST, STORE_REST))
    dgates += 4 * hidden;
    gates += 4 * hidden;
    dh += hidden;
    h_before += hidden;
  }
}

// ---------------------------------------------------------------- the weights' gradients

static size_t loop_accumulate_outer_workspace(size_t m, size_t k) { return left_block(m, k); }

static void loop_accumulate_outer(float *c0, const float *packed0, size_t n0, float *c1, const float *packed1,
                                  size_t n1, const float *a, size_t lda, size_t m, size_t k, float *workspace) {
  struct ends ends = {true, NULL, false};
  for (size_t i = 0; i < m; i += BLOCK_ROWS) {
    size_t rows = smaller(BLOCK_ROWS, m - i);
    for (size_t from = 0; from < k; from += DEPTH) {
      size_t depth = smaller(DEPTH, k - from);
      struct left source = {a + from * lda + i, lda, true}, left = {workspace, TILE_ROWS, true};
      pack_left(workspace, source, rows, depth);
      struct right right0 = {packed0, 0, true, k}, right1 = {packed1, 0, true, k};
      if (n0 != 0) multiply_block(left, true, rows, depth, right0, from, c0 + i * n0, n0, n0, ends);
      if (n1 != 0) multiply_block(left, true, rows, depth, right1, from, c1 + i * n1, n1, n1, ends);
    }
  }
}

#undef LSTM_STEP
#undef LSTM_STEP_BACKWARD
#undef GRU_STEP
#undef GRU_STEP_BACKWARD
#undef LOAD_REST
#undef STORE_REST
