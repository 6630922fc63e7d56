// Powers, powers of two, sine and cosine on sixteen floats: computed in double and rounded once, so that nearly every
// result is the float next to the exact one. Series of the textbooks; no fma on doubles, which the baseline lacks.

typedef double doubles8 __attribute__((ext_vector_type(8)));
typedef int64_t long_integers8 __attribute__((ext_vector_type(8)));
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
  floats16 y;
  y.lo = exp2_8(doubles_of(x.lo));
  y.hi = exp2_8(doubles_of(x.hi));
  return y;
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

/// The sine (quarter = 0) or cosine (quarter = 1) where |x| < 2^20, else NaN.
INLINE floats8 sine8(floats8 single, uint64_t quarter) {
  static const double sines[] = {1, -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800, 1.0 / 6227020800};
  static const double cosines[] = {1, -1.0 / 2, 1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800, 1.0 / 479001600,
                                   -1.0 / 87178291200};
  doubles8 x = doubles_of(single);
  doubles8 shifted = x * 0x1.45f306dc9c883p-1 + NEAREST;
  doubles8 turns = shifted - NEAREST;
  // pi / 2 in three parts; the first two products are exact.
  doubles8 r = ((x - turns * 0x1.921fb544p+0) - turns * 0x1.0b4611a6p-34) - turns * 0x1.3198a2e037073p-69;
  doubles8 square = r * r;
  doubles8 sine = r * polynomial8(sines, 7, square), cosine = polynomial8(cosines, 8, square);
  long_words8 place = (long_words8)shifted + quarter;
  doubles8 value = (long_integers8)(place << 63) < 0 ? cosine : sine;
  value = (doubles8)((long_words8)value ^ ((place & 2) << 62));
  // A zero keeps its sign.
  value = quarter == 0 ? (x == 0.0 ? x : value) : value;
  return __builtin_convertvector(((x < 0x1p20) & (x > -0x1p20)) ? value : (doubles8)__builtin_nan(""), floats8);
}

INLINE floats16 sine16(floats16 x, uint64_t quarter) {
  floats16 y;
  y.lo = sine8(x.lo, quarter);
  y.hi = sine8(x.hi, quarter);
  return y;
}
