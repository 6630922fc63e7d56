// Random words by Philox4x32-10, those of Determinism.RandomStream, and the mask they make.

typedef uint64_t long_words8 __attribute__((ext_vector_type(8)));
typedef uint64_t long_words16 __attribute__((ext_vector_type(16)));
typedef bool bools16 __attribute__((ext_vector_type(16)));

/// Blocks block ... block + 7 of the stream: 32 words in the order in which they are drawn.
/// A word lives in the low half of 64 bits; what is in the high half is not looked at.
INLINE void philox_words32(uint32_t *words, uint64_t key, uint64_t block) {
  const uint64_t low = 0xffffffffu;
  long_words8 counter = block + (long_words8){0, 1, 2, 3, 4, 5, 6, 7};
  long_words8 word0 = counter, word1 = counter >> 32, word2 = 0, word3 = 0;
  uint32_t key0 = (uint32_t)key, key1 = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; round++) {
    long_words8 product0 = (word0 & low) * 0xD2511F53u, product1 = (word2 & low) * 0xCD9E8D57u;
    word0 = (product1 >> 32) ^ word1 ^ key0;
    word1 = product1;
    word2 = (product0 >> 32) ^ word3 ^ key1;
    word3 = product0;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  long_words8 first = (word0 & low) | (word1 << 32), second = (word2 & low) | (word3 << 32);
  long_words16 both = __builtin_shufflevector(first, second, 0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15);
  memcpy(words, &both, sizeof both);
}

INLINE uint16_t bits_of(integers16 claim) {
  bools16 bits = __builtin_convertvector(claim, bools16);
  uint16_t result;
  memcpy(&result, &bits, sizeof result);
  return result;
}

INLINE integers16 lanes_of(uint32_t bits) {
  const integers16 lane = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768};
  return ((integers16)(int32_t)bits & lane) != 0;
}

static void loop_dropout_mask(uint32_t *mask, uint64_t key, uint64_t position, uint32_t threshold, size_t n) {
  // 256 words at a time, and up to 32 more where the position is not that of a block.
  uint32_t words[288] = {0};
  for (size_t start = 0; start < n; start += 256) {
    size_t offset = (position + start) & 3, count = n - start < 256 ? n - start : 256;
    for (size_t i = 0; i < count + offset; i += 32) philox_words32(words + i, key, ((position + start) >> 2) + i / 4);
    for (size_t i = 0; i < count; i += 32) {
      words16 low, high;
      memcpy(&low, words + offset + i, sizeof low);
      memcpy(&high, words + offset + i + 16, sizeof high);
      uint32_t bits = bits_of((low >> 8) >= threshold) | (uint32_t)bits_of((high >> 8) >= threshold) << 16;
      if (count - i < 32) bits &= (1u << (count - i)) - 1;
      mask[(start + i) / 32] = bits;
    }
  }
}

static void loop_masked(float *y, const float *x, const uint32_t *mask, float scale, size_t n) {
  LOOP_OVER(n, {
    floats16 value = load16(x + i) * scale;
    store16(y + i, lanes_of(mask[i / 32] >> (i & 16)) ? value : (floats16)0.0f);
  }, {
    floats16 value = load_few(x + i, rest, 0) * scale;
    store_few(y + i, lanes_of(mask[i / 32] >> (i & 16)) ? value : (floats16)0.0f, rest);
  })
}
