// exp, log, tanh and the logistic function on sixteen floats, by polynomials of our own (weighted minimax fits) and fma.
// Errors, measured over all floats: see README.md.

// Adding it leaves the nearest integer in the low bits.
#define NEAREST_INTEGER 0x1.8p23f

/// e^x as 2^n (1 + p): p, and the float whose low bits hold n. For |x| <= 104.
INLINE floats16 exponential_parts16(floats16 x, words16 *shifted_bits) {
  floats16 shifted = fma16(x, 0x1.715476p0f, NEAREST_INTEGER);
  floats16 count = shifted - NEAREST_INTEGER;
  floats16 r = fma16(count, -0x1.63p-1f, x);  // ln 2 in two parts; the first product is exact
  r = fma16(count, 0x1.bd0106p-13f, r);
  floats16 q = 0x1.a1c044p-13f;
  q = fma16(q, r, 0x1.6d9e28p-10f);
  q = fma16(q, r, 0x1.111076p-7f);
  q = fma16(q, r, 0x1.555478p-5f);
  q = fma16(q, r, 0x1.555556p-3f);
  q = fma16(q, r, 0.5f);
  *shifted_bits = AS_WORDS(shifted);
  return fma16(r * r, q, r);
}

INLINE floats16 exp16(floats16 x) {
  floats16 limited = x > 89.0f ? (floats16)89.0f : x;  // e^89 overflows, e^-104 rounds to 0; a NaN passes
  limited = limited < -104.0f ? (floats16)-104.0f : limited;
  words16 shifted;
  floats16 value = exponential_parts16(limited, &shifted) + 1.0f;
  integers16 exponent = AS_INTEGERS(shifted - AS_WORDS((floats16)NEAREST_INTEGER));
  // Two factors, so that only the last product rounds where the result is denormal.
  integers16 half = exponent >> 1;
  words16 first = (AS_WORDS(half) + 127u) << 23;
  words16 second = (AS_WORDS(exponent) - AS_WORDS(half) + 127u) << 23;
  return value * AS_FLOATS(first) * AS_FLOATS(second);
}

INLINE floats16 log16(floats16 x) {
  integers16 denormal = x < 0x1p-126f;
  floats16 normal = denormal ? x * 0x1p23f : x;
  words16 bits = AS_WORDS(normal);
  integers16 exponent = AS_INTEGERS(bits - 0x3f3504f3u) >> 23;  // so that the rest lies in [sqrt 1/2, sqrt 2)
  floats16 f = AS_FLOATS(bits - (AS_WORDS(exponent) << 23)) - 1.0f;
  floats16 power = __builtin_convertvector(exponent + (denormal ? (integers16)-23 : (integers16)0), floats16);
  floats16 z = f * f;
  floats16 q = 0x1.14573ep-4f;
  q = fma16(q, f, -0x1.de6618p-4f);
  q = fma16(q, f, 0x1.e70718p-4f);
  q = fma16(q, f, -0x1.fc1d44p-4f);
  q = fma16(q, f, 0x1.2335b0p-3f);
  q = fma16(q, f, -0x1.555c5cp-3f);
  q = fma16(q, f, 0x1.99a4cap-3f);
  q = fma16(q, f, -0x1.000006p-2f);
  q = fma16(q, f, 0x1.555548p-2f);
  floats16 y = f * z * q;
  y = fma16(power, -0x1.bd0106p-13f, y);
  y = fma16(-0.5f, z, y);
  floats16 value = fma16(power, 0x1.63p-1f, f + y);
  value = x == __builtin_inff() ? x : value;
  value = x == 0.0f ? (floats16)-__builtin_inff() : value;
  value = x < 0.0f ? (floats16)__builtin_nanf("") : value;
  return x != x ? x : value;
}

INLINE floats16 absolute16(floats16 x) { return AS_FLOATS(AS_WORDS(x) & 0x7fffffffu); }

INLINE floats16 tanh16(floats16 x) {
  floats16 size = absolute16(x);
  floats16 u = x * x;
  floats16 q = -0x1.830c00p-8f;
  q = fma16(q, u, 0x1.54e01ap-6f);
  q = fma16(q, u, -0x1.b89edap-5f);
  q = fma16(q, u, 0x1.1109dcp-3f);
  q = fma16(q, u, -0x1.55553ep-2f);
  floats16 small = fma16(size * u, q, size);
  floats16 large = 1.0f - 2.0f / (exp16(size + size) + 1.0f);
  floats16 value = size < 0.6f ? small : large;
  return AS_FLOATS(AS_WORDS(value) | (AS_WORDS(x) & 0x80000000u));
}

INLINE floats16 sigmoid16(floats16 x) {
  floats16 e = exp16(-absolute16(x));  // at most 1: nothing overflows, and far below 0 the result is e itself
  floats16 value = (x < 0.0f ? e : (floats16)1.0f) / (1.0f + e);
  return x != x ? x : value;
}
