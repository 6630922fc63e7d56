// Losses and optimizer steps.

static void loop_huber(float *y, const float *prediction, const float *target, float delta, size_t n) {
  float half = delta * 0.5f;
#define HUBER(d) (absolute16(d) <= delta ? (d) * (d) * 0.5f : delta * (absolute16(d) - half))
  LOOP_OVER(n, { floats16 d = load16(prediction + i) - load16(target + i); store16(y + i, HUBER(d)); },
            { floats16 d = load_few(prediction + i, rest, 0) - load_few(target + i, rest, 0);
              store_few(y + i, HUBER(d), rest); })
#undef HUBER
}

static void loop_huber_backward(float *dx, const float *dy, const float *prediction, const float *target,
                                float delta, size_t n) {
#define CLIPPED(d) ((d) < -delta ? (floats16)-delta : ((d) > delta ? (floats16)delta : (d)))
  LOOP_OVER(n, { floats16 d = load16(prediction + i) - load16(target + i);
                 store16(dx + i, load16(dy + i) * CLIPPED(d)); },
            { floats16 d = load_few(prediction + i, rest, 0) - load_few(target + i, rest, 0);
              store_few(dx + i, load_few(dy + i, rest, 0) * CLIPPED(d), rest); })
#undef CLIPPED
}

/// One vector of parameters and what belongs to it; an optimizer's rule reads and writes these four.
struct parameters16 {
  floats16 p, g, first, second;
};

/// Runs RULE over n parameters; `first` and `second` are the optimizer's state, and either may be NULL.
#define STEP_LOOP(n, first_state, second_state, RULE)                                   \
  float *state1 = (first_state), *state2 = (second_state);                              \
  size_t i = 0;                                                                         \
  for (; i + 16 <= (n); i += 16) {                                                      \
    struct parameters16 s = {load16(p + i), load16(g + i), state1 ? load16(state1 + i) : (floats16)0.0f, \
                             state2 ? load16(state2 + i) : (floats16)0.0f};             \
    RULE                                                                                \
    store16(p + i, s.p);                                                                \
    if (state1) store16(state1 + i, s.first);                                           \
    if (state2) store16(state2 + i, s.second);                                          \
  }                                                                                     \
  size_t rest = (n) - i;                                                                \
  if (rest != 0) {                                                                      \
    struct parameters16 s = {load_few(p + i, rest, 0), load_few(g + i, rest, 0),        \
                             state1 ? load_few(state1 + i, rest, 0) : (floats16)0.0f,   \
                             state2 ? load_few(state2 + i, rest, 0) : (floats16)0.0f};  \
    RULE                                                                                \
    store_few(p + i, s.p, rest);                                                        \
    if (state1) store_few(state1 + i, s.first, rest);                                   \
    if (state2) store_few(state2 + i, s.second, rest);                                  \
  }

static void loop_sgd(float *p, const float *g, float *velocity, float rate, float momentum, float decay,
                     bool nesterov, size_t n) {
  STEP_LOOP(n, velocity, NULL, {
    floats16 gradient = fma16(decay, s.p, s.g);
    s.first = fma16(momentum, s.first, gradient);
    floats16 change = nesterov ? fma16(momentum, s.first, gradient) : s.first;
    s.p = fma16(-rate, change, s.p);
  })
}

static void loop_rmsprop(float *p, const float *g, float *square, float *velocity, float rate, float alpha,
                         float epsilon, float momentum, float decay, size_t n) {
  float share = 1.0f - alpha;
  STEP_LOOP(n, square, velocity, {
    floats16 gradient = fma16(decay, s.p, s.g);
    s.first = fma16(alpha, s.first, share * (gradient * gradient));
    floats16 change = gradient / (__builtin_elementwise_sqrt(s.first) + epsilon);
    s.second = fma16(momentum, s.second, change);
    s.p = fma16(-rate, s.second, s.p);
  })
}

static void loop_adam(float *p, const float *g, float *m, float *v, float rate, float beta1, float beta2,
                      float epsilon, float correction1, float correction2, float decay, bool decoupled, size_t n) {
  float share1 = 1.0f - beta1, share2 = 1.0f - beta2;
  float step = rate / correction1;
  floats16 root = __builtin_elementwise_sqrt((floats16)correction2);
  floats16 scale = 1.0f / root;
  float coupled = decoupled ? 0.0f : decay;
  float kept = decoupled ? 1.0f - rate * decay : 1.0f;
  STEP_LOOP(n, m, v, {
    floats16 gradient = fma16(coupled, s.p, s.g);
    floats16 old = s.p * kept;
    s.first = fma16(beta1, s.first, share1 * gradient);
    s.second = fma16(beta2, s.second, share2 * (gradient * gradient));
    floats16 size = fma16(__builtin_elementwise_sqrt(s.second), scale, epsilon);
    s.p = old - (step * s.first) / size;
  })
}
