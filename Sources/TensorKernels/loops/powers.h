// Powers of any kind on sixteen floats, computed in double and rounded once, so that nearly every result is the float
// next to the exact one; powers of two, sine and cosine to about one unit of the last place. Series of the textbooks;
// no fma on doubles, which the baseline lacks.

typedef double doubles8 __attribute__((ext_vector_type(8)));
typedef int32_t integers8 __attribute__((ext_vector_type(8)));
typedef uint64_t long_words8 __attribute__((ext_vector_type(8)));

// Adding it leaves the nearest integer in the low bits; taking it away again leaves that integer as a number.
#define NEAREST 0x1.8p52

INLINE doubles8 doubles_of(floats8 x) { return __builtin_convertvector(x, doubles8); }

INLINE doubles8 polynomial8(const double *coefficients, int count, doubles8 x) {
  doubles8 value = coefficients[count - 1];
  for (int i = count - 2; i >= 0; i--) value = value * x + coefficients[i];
  return value;
}

/// log2 of positive doubles that are floats, so never denormal; of 0 and infinity something finite.
INLINE doubles8 log2_8(doubles8 x) {
  // m in [sqrt 1/2, sqrt 2), s = (m - 1) / (m + 1), ln m = 2 s (1 + s^2/3 + s^4/5 + ...)
  static const double odd[] = {1, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17};
  const uint64_t half_root = 0x3fe6a09e667f3bcdull, bias = 1024;
  long_words8 bits = (long_words8)x;
  long_words8 biased = (bits - half_root + (bias << 52)) >> 52;  // exponent + 1024: no sign to keep
  doubles8 m = (doubles8)(bits - ((biased - bias) << 52));
  doubles8 exponent = (doubles8)(biased + (uint64_t)0x4338000000000000ull) - (NEAREST + 1024);
  doubles8 s = (m - 1) / (m + 1);
  return exponent + s * polynomial8(odd, 9, s * s) * 0x1.71547652b82fep+1;
}

/// 2^x as a float: infinite above, denormal and 0 below, NaN for NaN.
INLINE floats8 exp2_8(doubles8 x) {
  static const double factorials[] = {1, 1, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040,
                                      1.0 / 40320, 1.0 / 362880, 1.0 / 3628800};
  doubles8 limited = x > 1000.0 ? (doubles8)1000.0 : x;
  limited = limited < -1000.0 ? (doubles8)-1000.0 : limited;
  doubles8 shifted = limited + NEAREST;
  doubles8 value = polynomial8(factorials, 11, (limited - (shifted - NEAREST)) * 0x1.62e42fefa39efp-1);
  doubles8 scale = (doubles8)(((long_words8)shifted + 1023) << 52);  // what NEAREST has there is shifted out
  return __builtin_convertvector(value * scale, floats8);
}

INLINE floats16 exp2_16(floats16 x) {
  const floats16 magic = 0x1.8p23f;
  floats16 limited = x > 129.0f ? (floats16)129.0f : x;
  limited = limited < -151.0f ? (floats16)-151.0f : limited;
  floats16 shifted = limited + magic;
  integers16 exponent = AS_INTEGERS(AS_WORDS(shifted) - AS_WORDS(magic));
  floats16 f = limited - (shifted - magic);
  floats16 r = fma16(f, -0x1.05c610p-29f, f * 0x1.62e430p-1f);  // f ln 2
  floats16 q = 1.0f / 5040;
  q = fma16(q, r, 1.0f / 720);
  q = fma16(q, r, 1.0f / 120);
  q = fma16(q, r, 1.0f / 24);
  q = fma16(q, r, 1.0f / 6);
  q = fma16(q, r, 0.5f);
  floats16 value = fma16(r * r, q, r) + 1.0f;
  // Two factors, so that only the last product rounds where the result is denormal.
  integers16 half = exponent >> 1;
  words16 first = (AS_WORDS(half) + 127u) << 23;
  words16 second = (AS_WORDS(exponent) - AS_WORDS(half) + 127u) << 23;
  return value * AS_FLOATS(first) * AS_FLOATS(second);
}

/// x to the power of p, the special cases as in IEEE 754's pow.
INLINE floats16 pow16(floats16 x, floats16 p) {
  floats16 size = absolute16(x), power = absolute16(p), infinity = __builtin_inff(), y;
  y.lo = exp2_8(doubles_of(p.lo) * log2_8(doubles_of(size.lo)));
  y.hi = exp2_8(doubles_of(p.hi) * log2_8(doubles_of(size.hi)));
  // 0 and infinity: one of them, by the sign of the power.
  y = size == 0.0f ? (p < 0.0f ? infinity : (floats16)0.0f) : y;
  y = size == infinity ? (p < 0.0f ? (floats16)0.0f : infinity) : y;
  y = size == 1.0f ? (floats16)1.0f : y;
  const floats16 whole = 0x1p23f;  // from here on every float is an integer, from 2^24 on an even one
  floats16 half = power * 0.5f;
  integers16 is_integer = (power >= whole) | (((power + whole) - whole) == power);
  integers16 is_odd = is_integer & (half < whole) & (((half + whole) - whole) != half);
  integers16 is_negative = AS_INTEGERS(AS_WORDS(x)) < 0;
  y = (is_negative & is_odd) ? -y : y;
  y = ((x < 0.0f) & (size != infinity) & ~is_integer) ? (floats16)__builtin_nanf("") : y;
  y = x != x ? x : y;
  y = p != p ? p : y;
  return ((p == 0.0f) | (x == 1.0f)) ? (floats16)1.0f : y;
}

/// x less the nearest multiple of pi / 2, where |x| < 2^20; the number of that multiple, modulo 2^32, in `turns`.
INLINE floats8 reduced8(floats8 single, integers8 *turns) {
  doubles8 x = doubles_of(single);
  doubles8 shifted = x * 0x1.45f306dc9c883p-1 + NEAREST;
  doubles8 count = shifted - NEAREST;
  *turns = __builtin_convertvector((long_words8)shifted, integers8);
  // pi / 2 in three parts; the first two products are exact.
  doubles8 r = ((x - count * 0x1.921fb544p+0) - count * 0x1.0b4611a6p-34) - count * 0x1.3198a2e037073p-69;
  return __builtin_convertvector(r, floats8);
}

/// The sine (quarter = 0) or cosine (quarter = 1) where |x| < 2^20, else NaN.
INLINE floats16 sine16(floats16 x, int32_t quarter) {
  integers16 turns;
  floats16 r;
  integers8 low, high;
  r.lo = reduced8(x.lo, &low);
  r.hi = reduced8(x.hi, &high);
  turns.lo = low;
  turns.hi = high;
  turns += quarter;
  floats16 z = r * r;
  floats16 s = 1.0f / 362880;
  s = fma16(s, z, -1.0f / 5040);
  s = fma16(s, z, 1.0f / 120);
  s = fma16(s, z, -1.0f / 6);
  floats16 sine = fma16(r * z, s, r);
  floats16 c = -1.0f / 3628800;
  c = fma16(c, z, 1.0f / 40320);
  c = fma16(c, z, -1.0f / 720);
  c = fma16(c, z, 1.0f / 24);
  floats16 cosine = fma16(z * z, c, fma16(z, -0.5f, 1.0f));
  floats16 value = (turns << 31) < 0 ? cosine : sine;
  value = AS_FLOATS(AS_WORDS(value) ^ (AS_WORDS(turns & 2) << 30));
  value = quarter == 0 ? (x == 0.0f ? x : value) : value;  // a zero keeps its sign
  return absolute16(x) < 0x1p20f ? value : (floats16)__builtin_nanf("");
}
