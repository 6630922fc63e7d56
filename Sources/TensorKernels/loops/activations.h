// Activations beyond those a product is fused with (elementwise.h).

/// exp for -87.4 <= x <= 87.4: exp16's bits without its care for overflow and denormal results. A NaN stays one.
INLINE floats16 exp_within16(floats16 x) {
  const floats16 magic = 0x1.8p23f;
  floats16 shifted = fma16(x, 0x1.715476p0f, magic);
  floats16 count = shifted - magic;
  floats16 r = fma16(count, -0x1.63p-1f, x);
  r = fma16(count, 0x1.bd0106p-13f, r);
  floats16 q = 0x1.a1c044p-13f;
  q = fma16(q, r, 0x1.6d9e28p-10f);
  q = fma16(q, r, 0x1.111076p-7f);
  q = fma16(q, r, 0x1.555478p-5f);
  q = fma16(q, r, 0x1.555556p-3f);
  q = fma16(q, r, 0.5f);
  floats16 value = fma16(r * r, q, r) + 1.0f;
  return value * AS_FLOATS((AS_WORDS(shifted) << 23) + 0x3f800000u);
}

INLINE floats16 at_least16(floats16 x, float low) { return x < low ? (floats16)low : x; }
INLINE floats16 at_most16(floats16 x, float high) { return x > high ? (floats16)high : x; }

// ---------------------------------------------------------------- GELU, exact

/// P(X > size) for size >= 0 and a standard normal X; *density is exp(-size^2 / 2). The tail over the density falls slowly:
/// it is t q(t), t = 1 / (1 + c size), with our own minimax fit (relative error 2.5e-8 up to 15, beyond which the density is 0).
INLINE floats16 normal_tail16(floats16 size, floats16 *density) {
  size = at_most16(size, 15.0f);
  floats16 square = size * size;
  floats16 lost = fma16(size, size, -square);  // what the rounding of the square dropped
  floats16 e = exp16(-0.5f * square);
  e = fma16(-0.5f * lost, e, e);
  floats16 t = 1.0f / fma16(0x1.63d70ap-2f, size, 1.0f);
  floats16 q = -0x1.d7c90ep-6f;
  q = fma16(q, t, 0x1.28809ap-3f);
  q = fma16(q, t, -0x1.0dfb88p-2f);
  q = fma16(q, t, 0x1.62b1dep-3f);
  q = fma16(q, t, -0x1.eeefeap-6f);
  q = fma16(q, t, 0x1.bcae74p-4f);
  q = fma16(q, t, 0x1.e5a952p-4f);
  q = fma16(q, t, 0x1.1c8aacp-3f);
  q = fma16(q, t, 0x1.1be526p-3f);
  *density = e;
  return e * (q * t);
}

INLINE floats16 normal_cumulative16(floats16 x, floats16 *density) {
  floats16 tail = normal_tail16(absolute16(x), density);
  return x < 0.0f ? tail : 1.0f - tail;
}

// Below -15 the value is -0: the limit keeps -infinity times 0 away.
INLINE floats16 gelu16(floats16 x) {
  floats16 density, cumulative = normal_cumulative16(x, &density);
  return at_least16(x, -15.0f) * cumulative;
}

INLINE floats16 gelu_slope16(floats16 x) {
  floats16 density, cumulative = normal_cumulative16(x, &density);
  return fma16(at_most16(at_least16(x, -15.0f), 15.0f), density * 0x1.988454p-2f, cumulative);  // 1 / sqrt(2 pi)
}

INLINE floats16 cumulative16(floats16 x) {
  floats16 density;
  return normal_cumulative16(x, &density);
}

ONE_INPUT(gelu, (float *y, const float *x, size_t n), gelu16(a))
ONE_INPUT(normal_cumulative, (float *y, const float *x, size_t n), cumulative16(a))
TWO_INPUTS(gelu_backward, (float *y, const float *dy, const float *x, size_t n), dy, x, a * gelu_slope16(b))

// ---------------------------------------------------------------- GELU, by tanh

#define GELU_LINEAR 0x1.988454p0f   // 2 sqrt(2 / pi)
#define GELU_CUBIC 0x1.2444f2p-4f   // 0.044715 times that

// Within -10 ... 10 the exponent stays in -87.4 ... 87.4; at -10 the value is -1e-37, at 10 the sigmoid is 1.
INLINE floats16 gelu_tanh16(floats16 x) {
  floats16 from = at_least16(x, -10.0f), within = at_most16(from, 10.0f);
  floats16 v = within * fma16(GELU_CUBIC, within * within, GELU_LINEAR);
  return from / (1.0f + exp_within16(-v));
}

// With s = 1 / (1 + e), e = exp(-v): s + x s (1 - s) v', and 1 - s = e s without cancellation.
INLINE floats16 gelu_tanh_slope16(floats16 x) {
  floats16 within = at_most16(at_least16(x, -10.0f), 10.0f);
  floats16 square = within * within;
  floats16 e = exp_within16(-within * fma16(GELU_CUBIC, square, GELU_LINEAR));
  floats16 s = 1.0f / (1.0f + e);
  return fma16(within * fma16(3 * GELU_CUBIC, square, GELU_LINEAR), e * s * s, s);
}

ONE_INPUT(gelu_tanh, (float *y, const float *x, size_t n), gelu_tanh16(a))
TWO_INPUTS(gelu_tanh_backward, (float *y, const float *dy, const float *x, size_t n), dy, x,
           a * gelu_tanh_slope16(b))
