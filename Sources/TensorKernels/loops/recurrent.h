// Loops for cells of recurrent networks: the gates of one time step, each row by itself.

#define LSTM_STEP(LOAD, STORE)                                                            \
  {                                                                                       \
    floats16 input = sigmoid16(LOAD(gates + i)), forget = sigmoid16(LOAD(gates + hidden + i)); \
    floats16 new = tanh16(LOAD(gates + 2 * hidden + i));                                  \
    floats16 output = sigmoid16(LOAD(gates + 3 * hidden + i));                            \
    floats16 cell = fma16(forget, LOAD(c_before + i), input * new);                       \
    STORE(gates + i, input);                                                              \
    STORE(gates + hidden + i, forget);                                                    \
    STORE(gates + 2 * hidden + i, new);                                                   \
    STORE(gates + 3 * hidden + i, output);                                                \
    STORE(c + i, cell);                                                                   \
    STORE(h + i, output * tanh16(cell));                                                  \
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
    floats16 value = tanh16(LOAD(c + i)), dy = LOAD(dh + i);                              \
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
    floats16 reset = sigmoid16(LOAD(gates + i) + LOAD(sums + i));                         \
    floats16 update = sigmoid16(LOAD(gates + hidden + i) + LOAD(sums + hidden + i));      \
    floats16 share = LOAD(sums + 2 * hidden + i);                                         \
    floats16 new = tanh16(fma16(reset, share, LOAD(gates + 2 * hidden + i)));             \
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

#undef LSTM_STEP
#undef LSTM_STEP_BACKWARD
#undef GRU_STEP
#undef GRU_STEP_BACKWARD
#undef LOAD_REST
#undef STORE_REST
