// Attention of one head, in blocks: scores are made, used and forgotten, block by block, forward and backward.

#define QUERY_BLOCK 64  // queries at once; no bit depends on it
#define KEY_BLOCK 128   // keys between two moves of the running maximum

typedef struct ck_attention attention_shape;

INLINE size_t larger(size_t a, size_t b) { return a > b ? a : b; }

/// How many keys of the block that starts at `start` query `i` sees.
INLINE size_t visible_keys(const attention_shape *shape, size_t i, size_t start, size_t keys) {
  if (!shape->is_causal) return keys;
  size_t end = shape->first_query + i + 1;
  return end <= start ? 0 : smaller(end - start, keys);
}

static size_t loop_attention_workspace(const attention_shape *shape) {
  size_t queries = smaller(QUERY_BLOCK, shape->queries), keys = smaller(KEY_BLOCK, shape->keys);
  size_t product = loop_matmul_workspace(queries, keys, shape->size, false, true);
  product = larger(product, loop_matmul_workspace(queries, keys, shape->value_size, false, true));
  product = larger(product, loop_matmul_workspace(queries, shape->value_size, keys, false, false));
  product = larger(product, loop_matmul_workspace(queries, shape->size, keys, false, false));
  product = larger(product, loop_matmul_workspace(keys, shape->value_size, queries, true, false));
  product = larger(product, loop_matmul_workspace(keys, shape->size, queries, true, false));
  return 2 * QUERY_BLOCK * KEY_BLOCK + round_up(shape->queries, 16) + product;
}

// ---------------------------------------------------------------- dropout

INLINE words16 mixed16(words16 x) {
  x = (x ^ (x >> 16)) * 0x85ebca6bu;
  x = (x ^ (x >> 13)) * 0xc2b2ae35u;
  return x ^ (x >> 16);
}

static const integers16 lane_numbers = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

/// The factors of the weights of a query for keys start ..< start + 16: 0 or 1 / (1 - dropout).
INLINE floats16 dropout_factors(const attention_shape *shape, size_t i, size_t start) {
  uint64_t row = (shape->seed + i + 1) * 0x9e3779b97f4a7c15u;
  row = (row ^ (row >> 32)) * 0xd6e8feb86659fd93u;
  words16 word = mixed16((uint32_t)(row >> 32) + AS_WORDS(lane_numbers) + (uint32_t)start);
  word = mixed16(word ^ (uint32_t)row);
  // 24 bits, so that the comparison is exact.
  floats16 uniform = __builtin_convertvector(AS_INTEGERS(word >> 8), floats16) * 0x1p-24f;
  return uniform < shape->dropout ? (floats16)0.0f : (floats16)(1.0f / (1.0f - shape->dropout));
}

static void loop_attention_dropout(float *factors, const attention_shape *shape, size_t query) {
  LOOP_OVER(shape->keys, { store16(factors + i, dropout_factors(shape, query, i)); },
            { store_few(factors + i, dropout_factors(shape, query, i), rest); })
}

// ---------------------------------------------------------------- scores

/// scores[i, j] = q[from + i] k[start + j], rows KEY_BLOCK apart.
INLINE void attention_products(float *scores, const float *left, size_t left_stride, const float *right,
                               size_t right_stride, size_t rows, size_t keys, size_t size, float *workspace) {
  loop_matmul(scores, KEY_BLOCK, left, left_stride, false, right, right_stride, true, NULL, CK_ACTIVATION_NONE, false,
              rows, keys, size, workspace);
}

/// Sixteen scores of a row as softmax sees them: scaled, masked, and -infinity beyond `visible`.
INLINE floats16 masked_scores(const attention_shape *shape, const float *scores, const float *mask, size_t j,
                              size_t visible) {
  floats16 x = load16(scores + j) * shape->scale;
  if (mask) x += j + 16 <= visible ? load16(mask + j) : load_few(mask + j, visible - j, 0);
  if (j + 16 > visible) x = lane_numbers < (int32_t)(visible - j) ? x : (floats16)-__builtin_inff();
  return x;
}

INLINE const float *mask_row(const attention_shape *shape, size_t i, size_t start) {
  return shape->mask ? shape->mask + i * shape->mask_stride + start : NULL;
}

INLINE float largest_of(floats16 x) {
  floats8 by8 = ((x.lo > x.hi) | (x.lo != x.lo)) ? x.lo : x.hi;
  float best = by8[0];
  for (int lane = 1; lane < 8; lane++) best = by8[lane] > best || by8[lane] != by8[lane] ? by8[lane] : best;
  return best;
}

// ---------------------------------------------------------------- forward

/// The running maximum and sum of the queries of a block.
struct running {
  float largest[QUERY_BLOCK], sum[QUERY_BLOCK];
};

/// Scores of one query become weights (not yet divided by their sum); the output so far is scaled to the new maximum.
static void attention_weights(const attention_shape *shape, float *scores, float *output, struct running *running,
                              size_t row, size_t i, size_t start, size_t keys) {
  size_t visible = visible_keys(shape, i, start, keys), width = round_up(keys, 16), end = round_up(visible, 16);
  const float *mask = mask_row(shape, i, start);
  floats16 best = -__builtin_inff();
  for (size_t j = 0; j < end; j += 16) {
    floats16 x = masked_scores(shape, scores, mask, j, visible);
    store16(scores + j, x);
    best = greater_or_nan(x, best);
  }
  float before = start == 0 ? -__builtin_inff() : running->largest[row], largest = largest_of(best);
  largest = before > largest || before != before ? before : largest;
  // Where nothing is visible yet, any finite number makes the weights 0.
  float reference = largest == -__builtin_inff() ? 0 : largest;
  floats16 sums = 0;
  size_t j = 0;
  for (; j < end; j += 16) {
    floats16 e = exp16(load16(scores + j) - reference);
    sums += e;
    if (shape->dropout > 0) e *= dropout_factors(shape, i, start + j);
    store16(scores + j, e);
  }
  for (; j < width; j += 16) store16(scores + j, (floats16)0.0f);
  float sum = tree_sum(sums);
  if (start != 0) {
    float factor = exp16((floats16)(before - reference))[0];
    sum = running->sum[row] * factor + sum;
    if (factor != 1) loop_multiply_scalar(output, output, factor, shape->value_size);
  }
  running->largest[row] = largest;
  running->sum[row] = sum;
}

static void attention_finish(const attention_shape *shape, float *output, float *log_sums, const struct running *running,
                             size_t row) {
  float sum = running->sum[row];
  if (sum == 0) {
    loop_fill(output, 0, shape->value_size);
    *log_sums = __builtin_inff();
    return;
  }
  floats16 divisor = sum;
  LOOP_OVER(shape->value_size, { store16(output + i, load16(output + i) / divisor); },
            { store_few(output + i, load_few(output + i, rest, 0) / divisor, rest); })
  *log_sums = running->largest[row] + log16(divisor)[0];
}

static void loop_attention(float *output, float *log_sums, const float *query, const float *key, const float *value,
                           const attention_shape *shape, float *workspace) {
  float *scores = workspace;
  workspace += QUERY_BLOCK * KEY_BLOCK;
  struct running running;
  for (size_t from = 0; from < shape->queries; from += QUERY_BLOCK) {
    size_t rows = smaller(QUERY_BLOCK, shape->queries - from);
    float *y = output + from * shape->output_stride;
    for (size_t row = 0; row < rows; row++) running.sum[row] = 0;
    for (size_t start = 0; start < shape->keys; start += KEY_BLOCK) {
      size_t keys = visible_keys(shape, from + rows - 1, start, smaller(KEY_BLOCK, shape->keys - start));
      if (keys == 0) break;
      attention_products(scores, query + from * shape->query_stride, shape->query_stride,
                         key + start * shape->key_stride, shape->key_stride, rows, keys, shape->size, workspace);
      for (size_t row = 0; row < rows; row++)
        attention_weights(shape, scores + row * KEY_BLOCK, y + row * shape->output_stride, &running, row, from + row,
                          start, keys);
      loop_matmul(y, shape->output_stride, scores, KEY_BLOCK, false, value + start * shape->value_stride,
                  shape->value_stride, false, NULL, CK_ACTIVATION_NONE, start != 0, rows, shape->value_size, keys,
                  workspace);
    }
    for (size_t row = 0; row < rows; row++)
      attention_finish(shape, y + row * shape->output_stride, log_sums + from + row, &running, row);
  }
}

// ---------------------------------------------------------------- backward

/// Scores of one query become its weights.
static void weights_again(const attention_shape *shape, float *scores, float log_sum, size_t i, size_t start,
                          size_t keys) {
  size_t visible = visible_keys(shape, i, start, keys), width = round_up(keys, 16), end = round_up(visible, 16);
  const float *mask = mask_row(shape, i, start);
  size_t j = 0;
  for (; j < end; j += 16) store16(scores + j, exp16(masked_scores(shape, scores, mask, j, visible) - log_sum));
  for (; j < width; j += 16) store16(scores + j, (floats16)0.0f);
}

/// The gradients of one query's weights become those of its raw scores: w (dw - mean) scale.
static void scores_gradient(const attention_shape *shape, float *d_weights, const float *weights, float mean, size_t i,
                            size_t start, size_t keys) {
  for (size_t j = 0; j < keys; j += 16) {
    floats16 dw = load16(d_weights + j);
    if (shape->dropout > 0) dw *= dropout_factors(shape, i, start + j);
    store16(d_weights + j, load16(weights + j) * (dw - mean) * shape->scale);
  }
}

static void clear_rows(float *y, size_t stride, size_t rows, size_t size) {
  for (size_t i = 0; i < rows; i++) loop_fill(y + i * stride, 0, size);
}

static void loop_attention_backward(float *d_query, float *d_key, float *d_value, const float *d_output,
                                    const float *output, const float *log_sums, const float *query, const float *key,
                                    const float *value, const attention_shape *shape, float *workspace) {
  float *weights = workspace, *d_scores = weights + QUERY_BLOCK * KEY_BLOCK, *means = d_scores + QUERY_BLOCK * KEY_BLOCK;
  workspace = means + round_up(shape->queries, 16);
  // sum over j of w dw, without the weights: the output is the sum of w v, and dw = d_output v.
  for (size_t i = 0; i < shape->queries; i++)
    means[i] = loop_dot(d_output + i * shape->output_stride, output + i * shape->output_stride, shape->value_size);
  if (shape->keys == 0) clear_rows(d_query, shape->query_stride, shape->queries, shape->size);
  for (size_t start = 0; start < shape->keys; start += KEY_BLOCK) {
    size_t block = smaller(KEY_BLOCK, shape->keys - start);
    const float *k = key + start * shape->key_stride, *v = value + start * shape->value_stride;
    float *dk = d_key + start * shape->key_stride, *dv = d_value + start * shape->value_stride;
    size_t reached = 0;  // keys of the block whose gradients have begun
    for (size_t from = 0; from < shape->queries; from += QUERY_BLOCK) {
      size_t rows = smaller(QUERY_BLOCK, shape->queries - from);
      size_t keys = visible_keys(shape, from + rows - 1, start, block);
      if (keys == 0) continue;
      if (keys > reached && reached > 0) {
        clear_rows(dk + reached * shape->key_stride, shape->key_stride, keys - reached, shape->size);
        clear_rows(dv + reached * shape->value_stride, shape->value_stride, keys - reached, shape->value_size);
      }
      const float *q = query + from * shape->query_stride, *dy = d_output + from * shape->output_stride;
      attention_products(weights, q, shape->query_stride, k, shape->key_stride, rows, keys, shape->size, workspace);
      for (size_t row = 0; row < rows; row++)
        weights_again(shape, weights + row * KEY_BLOCK, log_sums[from + row], from + row, start, keys);
      const float *dropped = weights;
      if (shape->dropout > 0) {
        for (size_t row = 0; row < rows; row++)
          for (size_t j = 0; j < keys; j += 16)
            store16(d_scores + row * KEY_BLOCK + j,
                    load16(weights + row * KEY_BLOCK + j) * dropout_factors(shape, from + row, start + j));
        dropped = d_scores;
      }
      loop_matmul(dv, shape->value_stride, dropped, KEY_BLOCK, true, dy, shape->output_stride, false, NULL,
                  CK_ACTIVATION_NONE, reached > 0, keys, shape->value_size, rows, workspace);
      attention_products(d_scores, dy, shape->output_stride, v, shape->value_stride, rows, keys, shape->value_size,
                         workspace);
      for (size_t row = 0; row < rows; row++)
        scores_gradient(shape, d_scores + row * KEY_BLOCK, weights + row * KEY_BLOCK, means[from + row], from + row,
                        start, keys);
      loop_matmul(d_query + from * shape->query_stride, shape->query_stride, d_scores, KEY_BLOCK, false, k,
                  shape->key_stride, false, NULL, CK_ACTIVATION_NONE, start != 0, rows, shape->size, keys, workspace);
      loop_matmul(dk, shape->key_stride, d_scores, KEY_BLOCK, true, q, shape->query_stride, false, NULL,
                  CK_ACTIVATION_NONE, reached > 0, keys, shape->size, rows, workspace);
      reached = keys;
    }
    clear_rows(dk + reached * shape->key_stride, shape->key_stride, block - reached, shape->size);
    clear_rows(dv + reached * shape->value_stride, shape->value_stride, block - reached, shape->value_size);
  }
}

// ---------------------------------------------------------------- rotary positions

INLINE floats16 load_up_to(const float *x, size_t count) { return count >= 16 ? load16(x) : load_few(x, count, 0); }

INLINE void store_up_to(float *y, floats16 value, size_t count) {
  if (count >= 16) store16(y, value);
  else store_few(y, value, count);
}

static void rotate_halves(float *y, const float *x, const float *cosines, const float *sines, float sign, size_t half) {
  for (size_t i = 0; i < half; i += 16) {
    size_t count = half - i;
    floats16 a = load_up_to(x + i, count), b = load_up_to(x + half + i, count);
    floats16 c = load_up_to(cosines + i, count), s = load_up_to(sines + i, count) * sign;
    store_up_to(y + i, a * c - b * s, count);
    store_up_to(y + half + i, b * c + a * s, count);
  }
}

static void loop_rotate(float *y, const float *x, const float *cosines, const float *sines, float sign, size_t rows,
                        size_t heads, size_t rotated, size_t size, bool neighbours) {
  size_t half = size / 2;
  for (size_t row = 0; row < rows; row++, cosines += half, sines += half, x += heads * size, y += heads * size) {
    for (size_t head = 0; head < rotated; head++) {
      const float *from = x + head * size;
      float *to = y + head * size;
      if (!neighbours) {
        rotate_halves(to, from, cosines, sines, sign, half);
        continue;
      }
      for (size_t i = 0; i < half; i++) {
        float a = from[2 * i], b = from[2 * i + 1], s = sines[i] * sign;
        to[2 * i] = a * cosines[i] - b * s;
        to[2 * i + 1] = b * cosines[i] + a * s;
      }
    }
    loop_copy(y + rotated * size, x + rotated * size, (heads - rotated) * size);
  }
}

#undef QUERY_BLOCK
#undef KEY_BLOCK
