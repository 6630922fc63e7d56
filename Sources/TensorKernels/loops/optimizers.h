// Optimizers: whole steps that go over the elements once, and their single parts.

/// One vector of parameters (or of an update) and what belongs to it; a rule reads and writes these four.
struct parameters16 {
  floats16 p, g, first, second;
};

/// Runs RULE over n parameters p. `gradient` gives lanes of g from a pointer; `first` and `second` are the optimizer's
/// state, and either may be NULL.
#define STEP_LOOP(n, gradient, first_state, second_state, RULE)                         \
  float *state1 = (first_state), *state2 = (second_state);                              \
  size_t i = 0;                                                                         \
  for (; i + 16 <= (n); i += 16) {                                                      \
    struct parameters16 s = {load16(p + i), gradient(load16(g + i)),                    \
                             state1 ? load16(state1 + i) : (floats16)0.0f,              \
                             state2 ? load16(state2 + i) : (floats16)0.0f};             \
    RULE                                                                                \
    store16(p + i, s.p);                                                                \
    if (state1) store16(state1 + i, s.first);                                           \
    if (state2) store16(state2 + i, s.second);                                          \
  }                                                                                     \
  size_t rest = (n) - i;                                                                \
  if (rest != 0) {                                                                      \
    struct parameters16 s = {load_few(p + i, rest, 0), gradient(load_few(g + i, rest, 0)), \
                             state1 ? load_few(state1 + i, rest, 0) : (floats16)0.0f,   \
                             state2 ? load_few(state2 + i, rest, 0) : (floats16)0.0f};  \
    RULE                                                                                \
    store_few(p + i, s.p, rest);                                                        \
    if (state1) store_few(state1 + i, s.first, rest);                                   \
    if (state2) store_few(state2 + i, s.second, rest);                                  \
  }

INLINE floats16 clipped16(floats16 x, float limit) {
  return x < -limit ? (floats16)-limit : (x > limit ? (floats16)limit : x);
}

INLINE floats16 sign16(floats16 x) {
  return x > 0.0f ? (floats16)1.0f : (x < 0.0f ? (floats16)-1.0f : (floats16)0.0f);
}

#define CLIPPED(g) (clips ? clipped16((g) * scale, limit) : (g))
// Compiled twice: mostly nothing is clipped, and then nothing is spent on it.
#define PLAIN_OR_CLIPPED(step, ...)                                         \
  if (scale == 1.0f && limit == __builtin_inff()) step(__VA_ARGS__, false); \
  else step(__VA_ARGS__, true);
#define AS_IT_IS(g) (g)

INLINE void step_sgd(float *p, const float *g, float *velocity, float rate, float momentum, float decay,
                     bool nesterov, float scale, float limit, size_t n, bool clips) {
  STEP_LOOP(n, CLIPPED, velocity, NULL, {
    floats16 gradient = fma16(decay, s.p, s.g);
    s.first = fma16(momentum, s.first, gradient);
    floats16 change = nesterov ? fma16(momentum, s.first, gradient) : s.first;
    s.p = fma16(-rate, change, s.p);
  })
}

static void loop_sgd(float *p, const float *g, float *velocity, float rate, float momentum, float decay,
                     bool nesterov, float scale, float limit, size_t n) {
  PLAIN_OR_CLIPPED(step_sgd, p, g, velocity, rate, momentum, decay, nesterov, scale, limit, n)
}

INLINE void step_rmsprop(float *p, const float *g, float *square, float *velocity, float rate, float alpha,
                         float epsilon, float momentum, float decay, float scale, float limit, size_t n, bool clips) {
  float share = 1.0f - alpha;
  STEP_LOOP(n, CLIPPED, square, velocity, {
    floats16 gradient = fma16(decay, s.p, s.g);
    s.first = fma16(alpha, s.first, share * (gradient * gradient));
    floats16 change = gradient / (__builtin_elementwise_sqrt(s.first) + epsilon);
    s.second = fma16(momentum, s.second, change);
    s.p = fma16(-rate, s.second, s.p);
  })
}

static void loop_rmsprop(float *p, const float *g, float *square, float *velocity, float rate, float alpha,
                         float epsilon, float momentum, float decay, float scale, float limit, size_t n) {
  PLAIN_OR_CLIPPED(step_rmsprop, p, g, square, velocity, rate, alpha, epsilon, momentum, decay, scale, limit, n)
}

INLINE void step_adam(float *p, const float *g, float *m, float *v, float rate, float beta1, float beta2,
                      float epsilon, float correction1, float correction2, float decay, bool decoupled, float scale,
                      float limit, size_t n, bool clips) {
  float share1 = 1.0f - beta1, share2 = 1.0f - beta2;
  float step = rate / correction1;
  floats16 root = __builtin_elementwise_sqrt((floats16)correction2);
  floats16 inverse = 1.0f / root;
  float coupled = decoupled ? 0.0f : decay;
  float kept = decoupled ? 1.0f - rate * decay : 1.0f;
  STEP_LOOP(n, CLIPPED, m, v, {
    floats16 gradient = fma16(coupled, s.p, s.g);
    floats16 old = s.p * kept;
    s.first = fma16(beta1, s.first, share1 * gradient);
    s.second = fma16(beta2, s.second, share2 * (gradient * gradient));
    floats16 size = fma16(__builtin_elementwise_sqrt(s.second), inverse, epsilon);
    s.p = old - (step * s.first) / size;
  })
}

static void loop_adam(float *p, const float *g, float *m, float *v, float rate, float beta1, float beta2,
                      float epsilon, float correction1, float correction2, float decay, bool decoupled, float scale,
                      float limit, size_t n) {
  PLAIN_OR_CLIPPED(step_adam, p, g, m, v, rate, beta1, beta2, epsilon, correction1, correction2, decay, decoupled,
                   scale, limit, n)
}

INLINE void step_lion(float *p, const float *g, float *m, float rate, float beta1, float beta2, float decay,
                      float scale, float limit, size_t n, bool clips) {
  float share1 = 1.0f - beta1, share2 = 1.0f - beta2;
  STEP_LOOP(n, CLIPPED, m, NULL, {
    floats16 direction = sign16(fma16(beta1, s.first, share1 * s.g));
    s.first = fma16(beta2, s.first, share2 * s.g);
    s.p = fma16(-rate, fma16(decay, s.p, direction), s.p);
  })
}

static void loop_lion(float *p, const float *g, float *m, float rate, float beta1, float beta2, float decay,
                      float scale, float limit, size_t n) {
  PLAIN_OR_CLIPPED(step_lion, p, g, m, rate, beta1, beta2, decay, scale, limit, n)
}

// In the single parts the update stands in the place of the parameter.

static void loop_momentum_direction(float *p, float *velocity, float momentum, bool nesterov, size_t n) {
  const float *g = p;
  STEP_LOOP(n, AS_IT_IS, velocity, NULL, {
    s.first = fma16(momentum, s.first, s.g);
    s.p = nesterov ? fma16(momentum, s.first, s.g) : s.first;
  })
}

static void loop_rmsprop_direction(float *p, float *square, float alpha, float epsilon, size_t n) {
  const float *g = p;
  float share = 1.0f - alpha;
  STEP_LOOP(n, AS_IT_IS, square, NULL, {
    s.first = fma16(alpha, s.first, share * (s.g * s.g));
    s.p = s.g / (__builtin_elementwise_sqrt(s.first) + epsilon);
  })
}

static void loop_adam_direction(float *p, float *m, float *v, float beta1, float beta2, float epsilon,
                                float correction1, float correction2, size_t n) {
  const float *g = p;
  float share1 = 1.0f - beta1, share2 = 1.0f - beta2;
  float step = 1.0f / correction1;
  floats16 root = __builtin_elementwise_sqrt((floats16)correction2);
  floats16 inverse = 1.0f / root;
  STEP_LOOP(n, AS_IT_IS, m, v, {
    s.first = fma16(beta1, s.first, share1 * s.g);
    s.second = fma16(beta2, s.second, share2 * (s.g * s.g));
    floats16 size = fma16(__builtin_elementwise_sqrt(s.second), inverse, epsilon);
    s.p = (step * s.first) / size;
  })
}

static void loop_lion_direction(float *p, float *m, float beta1, float beta2, size_t n) {
  const float *g = p;
  float share1 = 1.0f - beta1, share2 = 1.0f - beta2;
  STEP_LOOP(n, AS_IT_IS, m, NULL, {
    s.p = sign16(fma16(beta1, s.first, share1 * s.g));
    s.first = fma16(beta2, s.first, share2 * s.g);
  })
}

#undef CLIPPED
#undef PLAIN_OR_CLIPPED
#undef AS_IT_IS
