// Activations beyond those a product is fused with (elementwise.h).

/// exp for -87.4 <= x <= 87.4: exp16's bits without its care for overflow and denormal results. A NaN stays one.
INLINE floats16 exp_within16(floats16 x) {
  words16 shifted;
  floats16 value = exponential_parts16(x, &shifted) + 1.0f;
  return value * AS_FLOATS((shifted << 23) + 0x3f800000u);
}

INLINE floats16 at_least16(floats16 x, float low) { return x < low ? (floats16)low : x; }
INLINE floats16 at_most16(floats16 x, float high) { return x > high ? (floats16)high : x; }

// ---------------------------------------------------------------- GELU, exact

/// P(X > size) for size >= 0 and a standard normal X; *density is exp(-size^2 / 2). The tail over the density falls slowly:
/// it is t q(t), t = 1 / (1 + c size), with our own minimax fit (relative error 2.5e-8 up to 15). Beyond 13.2 both are 1e-38.
INLINE floats16 normal_tail16(floats16 size, floats16 *density) {
  size = at_most16(size, 13.2f);
  floats16 square = size * size;
  floats16 lost = fma16(size, size, -square);  // what the rounding of the square dropped
  floats16 e = exp_within16(-0.5f * square);
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

// Far below 0 the value is that at -13.2, -6e-39.
INLINE floats16 gelu16(floats16 x) {
  floats16 density, cumulative = normal_cumulative16(x, &density);
  return at_least16(x, -13.2f) * cumulative;
}

INLINE floats16 gelu_slope16(floats16 x) {
  floats16 density, cumulative = normal_cumulative16(x, &density);
  return fma16(at_most16(at_least16(x, -13.2f), 13.2f), density * 0x1.988454p-2f, cumulative);  // 1 / sqrt(2 pi)
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

// ---------------------------------------------------------------- the others

/// exp(x) - 1 for x <= 0, without cancellation near 0 (where the power of two is 1, the rest is exp16's own polynomial).
INLINE floats16 exp_less_one16(floats16 x) {
  floats16 q = 0x1.a1c044p-13f;
  q = fma16(q, x, 0x1.6d9e28p-10f);
  q = fma16(q, x, 0x1.111076p-7f);
  q = fma16(q, x, 0x1.555478p-5f);
  q = fma16(q, x, 0x1.555556p-3f);
  q = fma16(q, x, 0.5f);
  return x > -0.34f ? fma16(x * x, q, x) : exp16(x) - 1.0f;
}

/// log(1 + e), e = exp(-|x|); what 1 + e drops is added to the logarithm to first order.
INLINE floats16 softplus_rest16(floats16 x) {
  floats16 e = exp16(-absolute16(x)), sum = 1.0f + e;
  return log16(sum) + (e - (sum - 1.0f)) / sum;
}

/// log(1 + exp(x))
INLINE floats16 softplus16(floats16 x) { return relu16(x) + softplus_rest16(x); }

// s + x s (1 - s), where with e = exp(-|x|) one of s and 1 - s is 1 / (1 + e), the other e / (1 + e).
INLINE floats16 silu_slope16(floats16 x) {
  floats16 within = at_most16(at_least16(x, -110.0f), 110.0f);
  floats16 e = exp16(-absolute16(within)), inverse = 1.0f / (1.0f + e);
  floats16 s = x < 0.0f ? e * inverse : inverse;
  return fma16(within, e * inverse * inverse, s);
}

INLINE floats16 elu16(floats16 x, float alpha) {
  return x > 0.0f ? x : alpha * exp_less_one16(at_most16(x, 0.0f));
}

INLINE floats16 hardswish_gate16(floats16 x) {
  return at_most16(at_least16(x + 3.0f, 0.0f), 6.0f) * (1.0f / 6);
}

INLINE floats16 hardswish_slope16(floats16 x) {
  floats16 inside = fma16(x, 1.0f / 3, 0.5f);
  floats16 value = x < 3.0f ? inside : (floats16)1.0f;
  value = x > -3.0f ? value : (floats16)0.0f;
  return x != x ? x : value;
}

// At -infinity 0 times the limit stands in for 0 times infinity.
ONE_INPUT(silu, (float *y, const float *x, size_t n), at_least16(a, -110.0f) * sigmoid16(a))
TWO_INPUTS(silu_backward, (float *y, const float *dy, const float *x, size_t n), dy, x, a * silu_slope16(b))
ONE_INPUT(leaky_relu, (float *y, const float *x, float slope, size_t n), a < 0.0f ? a * slope : a)
TWO_INPUTS(leaky_relu_backward, (float *y, const float *dy, const float *x, float slope, size_t n), dy, x,
           b > 0.0f ? a : a * slope)
ONE_INPUT(elu, (float *y, const float *x, float alpha, size_t n), elu16(a, alpha))
TWO_INPUTS(elu_backward, (float *y, const float *dy, const float *x, float alpha, size_t n), dy, x,
           b > 0.0f ? a : a * (alpha * exp16(b)))
ONE_INPUT(softplus, (float *y, const float *x, size_t n), softplus16(a))
TWO_INPUTS(softplus_backward, (float *y, const float *dy, const float *x, size_t n), dy, x, a * sigmoid16(b))
ONE_INPUT(hardswish, (float *y, const float *x, size_t n), at_least16(a, -3.0f) * hardswish_gate16(a))
TWO_INPUTS(hardswish_backward, (float *y, const float *dy, const float *x, size_t n), dy, x, a * hardswish_slope16(b))
