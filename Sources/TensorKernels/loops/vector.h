// The vectors that every loop here is written in. Included once by each level's file, inside that level's target.
//
// `floats16` is one virtual vector on every level: four, two or one registers. What a loop computes for an element
// depends on that element's lane alone, so the bits are the same wherever the compiler cuts it.

typedef float floats16 __attribute__((ext_vector_type(16)));
typedef float floats16_unaligned __attribute__((ext_vector_type(16), aligned(4)));
typedef int32_t integers16 __attribute__((ext_vector_type(16)));
typedef uint32_t words16 __attribute__((ext_vector_type(16)));
typedef uint8_t bytes16_unaligned __attribute__((ext_vector_type(16), aligned(1)));
typedef float floats8 __attribute__((ext_vector_type(8)));
typedef float floats8_unaligned __attribute__((ext_vector_type(8), aligned(4)));

#define INLINE static inline __attribute__((always_inline))
// The same bits under another type: a cast between vectors converts nothing.
#define AS_WORDS(x) ((words16)(x))
#define AS_INTEGERS(x) ((integers16)(x))
#define AS_FLOATS(x) ((floats16)(x))

INLINE floats16 load16(const float *x) { return *(const floats16_unaligned *)x; }
INLINE void store16(float *y, floats16 value) { *(floats16_unaligned *)y = value; }

/// Copies count < 16 floats in at most four fixed-size moves.
INLINE void copy_few(float *y, const float *x, size_t count) {
  if (count & 8) { memcpy(y, x, 32); y += 8; x += 8; }
  if (count & 4) { memcpy(y, x, 16); y += 4; x += 4; }
  if (count & 2) { memcpy(y, x, 8); y += 2; x += 2; }
  if (count & 1) *y = *x;
}

/// The last count < 16 floats; the other lanes hold `rest`.
INLINE floats16 load_few(const float *x, size_t count, float rest) {
  floats16 padded = rest;
  copy_few((float *)&padded, x, count);
  return padded;
}

INLINE void store_few(float *y, floats16 value, size_t count) { copy_few(y, (const float *)&value, count); }

#if EMULATE_FMA
// A fused multiply-add where the CPU has none, with the same bits in every case. The product of two floats is exact in
// double; its sum with c is rounded to odd there (an inexact result gets an odd last bit), and a double rounded to odd
// rounds to float as the exact value would: 53 bits are more than 24 + 1. Infinities and NaN have a NaN error and stay.
typedef double doubles4 __attribute__((ext_vector_type(4)));
typedef uint64_t long_words4 __attribute__((ext_vector_type(4)));
typedef float floats4 __attribute__((ext_vector_type(4)));

INLINE floats4 fma4(floats4 a, floats4 b, floats4 c) {
  doubles4 product = __builtin_convertvector(a, doubles4) * __builtin_convertvector(b, doubles4);
  doubles4 addend = __builtin_convertvector(c, doubles4);
  doubles4 sum = product + addend;
  doubles4 part = sum - product;
  doubles4 error = (product - (sum - part)) + (addend - part);
  long_words4 inexact = (long_words4)(error * error > 0.0);
  long_words4 bits = (long_words4)sum;
  // Towards zero first (one step back where the error's sign differs from the sum's), then the odd bit.
  bits -= ((bits ^ (long_words4)error) & inexact) >> 63;
  bits |= inexact >> 63;
  return __builtin_convertvector((doubles4)bits, floats4);
}

INLINE floats16 fma16(floats16 a, floats16 b, floats16 c) {
  floats16 value;
  value.lo.lo = fma4(a.lo.lo, b.lo.lo, c.lo.lo);
  value.lo.hi = fma4(a.lo.hi, b.lo.hi, c.lo.hi);
  value.hi.lo = fma4(a.hi.lo, b.hi.lo, c.hi.lo);
  value.hi.hi = fma4(a.hi.hi, b.hi.hi, c.hi.hi);
  return value;
}
#else
INLINE floats16 fma16(floats16 a, floats16 b, floats16 c) { return __builtin_elementwise_fma(a, b, c); }
#endif

/// The pairwise tree over sixteen running sums: lane i + lane i+8, then 4, 2, 1.
INLINE float tree_sum(floats16 sums) {
  floats8 by8 = sums.lo + sums.hi;
  __auto_type by4 = by8.lo + by8.hi;
  __auto_type by2 = by4.lo + by4.hi;
  return by2.x + by2.y;
}

INLINE floats16 greater_or_nan(floats16 candidate, floats16 best) {
  return ((candidate > best) | (candidate != candidate)) ? candidate : best;
}

/// Transposes eight vectors of eight.
INLINE void transpose8(floats8 r[8]) {
  floats8 t[8], u[8];
#define PAIRS_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 4, 12, 5, 13)
#define PAIRS_HIGH(a, b) __builtin_shufflevector(a, b, 2, 10, 3, 11, 6, 14, 7, 15)
#define QUADS_LOW(a, b) __builtin_shufflevector(a, b, 0, 1, 8, 9, 4, 5, 12, 13)
#define QUADS_HIGH(a, b) __builtin_shufflevector(a, b, 2, 3, 10, 11, 6, 7, 14, 15)
#define HALVES_LOW(a, b) __builtin_shufflevector(a, b, 0, 1, 2, 3, 8, 9, 10, 11)
#define HALVES_HIGH(a, b) __builtin_shufflevector(a, b, 4, 5, 6, 7, 12, 13, 14, 15)
  t[0] = PAIRS_LOW(r[0], r[1]); t[1] = PAIRS_HIGH(r[0], r[1]);
  t[2] = PAIRS_LOW(r[2], r[3]); t[3] = PAIRS_HIGH(r[2], r[3]);
  t[4] = PAIRS_LOW(r[4], r[5]); t[5] = PAIRS_HIGH(r[4], r[5]);
  t[6] = PAIRS_LOW(r[6], r[7]); t[7] = PAIRS_HIGH(r[6], r[7]);
  u[0] = QUADS_LOW(t[0], t[2]); u[1] = QUADS_HIGH(t[0], t[2]);
  u[2] = QUADS_LOW(t[1], t[3]); u[3] = QUADS_HIGH(t[1], t[3]);
  u[4] = QUADS_LOW(t[4], t[6]); u[5] = QUADS_HIGH(t[4], t[6]);
  u[6] = QUADS_LOW(t[5], t[7]); u[7] = QUADS_HIGH(t[5], t[7]);
  r[0] = HALVES_LOW(u[0], u[4]); r[4] = HALVES_HIGH(u[0], u[4]);
  r[1] = HALVES_LOW(u[1], u[5]); r[5] = HALVES_HIGH(u[1], u[5]);
  r[2] = HALVES_LOW(u[2], u[6]); r[6] = HALVES_HIGH(u[2], u[6]);
  r[3] = HALVES_LOW(u[3], u[7]); r[7] = HALVES_HIGH(u[3], u[7]);
#undef PAIRS_LOW
#undef PAIRS_HIGH
#undef QUADS_LOW
#undef QUADS_HIGH
#undef HALVES_LOW
#undef HALVES_HIGH
}

INLINE floats8 load8(const float *x) { return *(const floats8_unaligned *)x; }
INLINE void store8(float *y, floats8 value) { *(floats8_unaligned *)y = value; }
