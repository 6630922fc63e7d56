// Normalization of channels (batch norm) and of groups of channels, x being [batch, channels, size] with `stride` floats from one
// example to the next. A sum over a channel is the sum of each example's ck_sum, example 0 first.

struct channel_sums {
  float first, second;
};

INLINE float channel_mean(const float *x, size_t batch, size_t stride, size_t size) {
  float sum = 0;
  for (size_t n = 0; n < batch; n++) sum += loop_sum(x + n * stride, size);
  return sum / (float)(batch * size);
}

INLINE float channel_variance(const float *x, float mean, size_t batch, size_t stride, size_t size) {
  float sum = 0;
  for (size_t n = 0; n < batch; n++) sum += centered_squares(x + n * stride, mean, size);
  return sum / (float)(batch * size);
}

/// y = (x - mean) scale weight + bias over one piece of a channel.
INLINE void normalize_piece(float *y, const float *x, floats16 mean, floats16 scale, floats16 weight, floats16 bias,
                            size_t n) {
  LOOP_OVER(n, { store16(y + i, fma16((load16(x + i) - mean) * scale, weight, bias)); },
            { store_few(y + i, fma16((load_few(x + i, rest, 0) - mean) * scale, weight, bias), rest); })
}

static void loop_batch_norm_fixed(float *y, const float *x, const float *mean, const float *scale, const float *weight,
                                  const float *bias, size_t batch, size_t stride, size_t channels, size_t size) {
  if (size == 1) {
    for (size_t n = 0; n < batch; n++, x += stride, y += stride) {
#define AFFINE(LOAD, STORE)                                                                            \
  {                                                                                                    \
    floats16 w = weight ? LOAD(weight + i) : (floats16)1.0f, b = bias ? LOAD(bias + i) : (floats16)0.0f; \
    STORE(y + i, fma16((LOAD(x + i) - LOAD(mean + i)) * LOAD(scale + i), w, b));                        \
  }
      ROW_OVER(channels, AFFINE)
#undef AFFINE
    }
    return;
  }
  for (size_t c = 0; c < channels; c++)
    for (size_t n = 0; n < batch; n++)
      normalize_piece(y + n * stride + c * size, x + n * stride + c * size, mean[c], scale[c], weight ? weight[c] : 1.0f,
                      bias ? bias[c] : 0.0f, size);
}

/// The statistics where each example has one element of a channel: sixteen channels side by side.
INLINE void column_statistics(float *mean, float *variance, const float *x, size_t batch, size_t stride, size_t channels) {
#define STATISTICS(LOAD, STORE)                                                                       \
  {                                                                                                   \
    floats16 sums = 0, squares = 0;                                                                   \
    for (size_t n = 0; n < batch; n++) sums += LOAD(x + n * stride + i);                              \
    floats16 m = sums / (float)batch;                                                                 \
    for (size_t n = 0; n < batch; n++) {                                                              \
      floats16 d = LOAD(x + n * stride + i) - m;                                                      \
      squares += d * d;                                                                               \
    }                                                                                                 \
    STORE(mean + i, m);                                                                               \
    STORE(variance + i, squares / (float)batch);                                                      \
  }
  ROW_OVER(channels, STATISTICS)
#undef STATISTICS
}

static void loop_batch_norm(float *y, float *mean, float *variance, float *scale, const float *x, const float *weight,
                            const float *bias, float epsilon, size_t batch, size_t stride, size_t channels, size_t size) {
  if (size == 1) column_statistics(mean, variance, x, batch, stride, channels);
  for (size_t c = 0; c < channels; c++) {
    const float *first = x + c * size;
    if (size != 1) {
      mean[c] = channel_mean(first, batch, stride, size);
      variance[c] = channel_variance(first, mean[c], batch, stride, size);
    }
    scale[c] = inverse_deviation(variance[c], 1, epsilon);
    // At once, while the channel is in the cache.
    if (size != 1)
      loop_batch_norm_fixed(y + c * size, first, mean + c, scale + c, weight ? weight + c : 0, bias ? bias + c : 0, batch,
                            stride, 1, size);
  }
  if (size == 1) loop_batch_norm_fixed(y, x, mean, scale, weight, bias, batch, stride, channels, 1);
}

/// The sums of dy and of dy (x - mean) over one piece of a channel.
INLINE struct channel_sums piece_sums(const float *dy, const float *x, float mean, size_t n) {
  floats16 sums = 0, products = 0;
  LOOP_OVER(n, {
    floats16 d = load16(dy + i);
    sums += d;
    products = fma16(d, load16(x + i) - mean, products);
  }, {
    floats16 d = load_few(dy + i, rest, 0);
    sums += d;
    products = fma16(d, load_few(x + i, rest, mean) - mean, products);
  })
  return (struct channel_sums){tree_sum(sums), tree_sum(products)};
}

/// dx = (dy weight - of_sum - (x - mean) of_products) scale over one piece of a channel.
INLINE void spread_piece(float *dx, const float *dy, const float *x, floats16 mean, floats16 weight, floats16 of_sum,
                         floats16 of_products, floats16 scale, size_t n) {
  LOOP_OVER(n, {
    floats16 d = fma16(load16(dy + i), weight, -of_sum);
    store16(dx + i, fma16(-(load16(x + i) - mean), of_products, d) * scale);
  }, {
    floats16 d = fma16(load_few(dy + i, rest, 0), weight, -of_sum);
    store_few(dx + i, fma16(-(load_few(x + i, rest, 0) - mean), of_products, d) * scale, rest);
  })
}

/// The same sums and spread where each example has one element of a channel.
INLINE void column_norm_backward(float *dx, float *dweight, float *dbias, const float *dy, const float *x,
                                 const float *mean, const float *scale, const float *weight, bool fixed, size_t batch,
                                 size_t stride, size_t channels) {
#define COLUMNS(LOAD, STORE)                                                                              \
  {                                                                                                       \
    floats16 sums = 0, products = 0, m = LOAD(mean + i), s = LOAD(scale + i);                             \
    floats16 w = weight ? LOAD(weight + i) : (floats16)1.0f;                                              \
    for (size_t n = 0; n < batch; n++) {                                                                  \
      floats16 d = LOAD(dy + n * stride + i);                                                             \
      sums += d;                                                                                          \
      products += d * (LOAD(x + n * stride + i) - m);                                                     \
    }                                                                                                     \
    STORE(dbias + i, sums);                                                                               \
    STORE(dweight + i, products * s);                                                                     \
    floats16 of_sum = fixed ? (floats16)0.0f : sums / (float)batch * w;                                   \
    floats16 of_products = fixed ? (floats16)0.0f : products * s / (float)batch * w * s;                  \
    if (dx)                                                                                               \
      for (size_t n = 0; n < batch; n++) {                                                                \
        floats16 d = fma16(LOAD(dy + n * stride + i), w, -of_sum);                                        \
        STORE(dx + n * stride + i, fma16(-(LOAD(x + n * stride + i) - m), of_products, d) * s);           \
      }                                                                                                   \
  }
  ROW_OVER(channels, COLUMNS)
#undef COLUMNS
}

static void loop_batch_norm_backward(float *dx, float *dweight, float *dbias, const float *dy, const float *x,
                                     const float *mean, const float *scale, const float *weight, bool fixed,
                                     size_t batch, size_t stride, size_t channels, size_t size) {
  if (size == 1) {
    column_norm_backward(dx, dweight, dbias, dy, x, mean, scale, weight, fixed, batch, stride, channels);
    return;
  }
  float count = (float)(batch * size);
  for (size_t c = 0; c < channels; c++) {
    const float *own_dy = dy + c * size, *own_x = x + c * size;
    struct channel_sums sums = {0, 0};
    for (size_t n = 0; n < batch; n++) {
      struct channel_sums piece = piece_sums(own_dy + n * stride, own_x + n * stride, mean[c], size);
      sums.first += piece.first;
      sums.second += piece.second;
    }
    dbias[c] = sums.first;
    dweight[c] = sums.second * scale[c];
    if (!dx) continue;
    float w = weight ? weight[c] : 1.0f;
    float of_sum = fixed ? 0 : sums.first / count * w;
    float of_products = fixed ? 0 : sums.second * scale[c] / count * w * scale[c];
    for (size_t n = 0; n < batch; n++)
      spread_piece(dx + c * size + n * stride, own_dy + n * stride, own_x + n * stride, mean[c], w, of_sum, of_products,
                   scale[c], size);
  }
}

// ---------------------------------------------------------------- groups of channels: rows of channels * size floats

static void loop_group_norm(float *y, float *means, float *scales, const float *x, const float *weight, const float *bias,
                            float epsilon, size_t first, size_t rows, size_t groups, size_t channels, size_t size) {
  size_t length = channels * size;
  for (size_t row = 0; row < rows; row++, x += length, y += length) {
    float mean = loop_sum(x, length) / (float)length;
    float scale = inverse_deviation(centered_squares(x, mean, length), length, epsilon);
    means[row] = mean;
    scales[row] = scale;
    size_t channel = (first + row) % groups * channels;
    for (size_t c = 0; c < channels; c++)
      normalize_piece(y + c * size, x + c * size, mean, scale, weight ? weight[channel + c] : 1.0f,
                      bias ? bias[channel + c] : 0.0f, size);
  }
}

static void loop_group_norm_backward(float *dx, float *dweight, float *dbias, const float *dy, const float *x,
                                     const float *mean, const float *scale, const float *weight, size_t first,
                                     size_t rows, size_t groups, size_t channels, size_t size) {
  size_t length = channels * size;
  for (size_t row = 0; row < rows; row++, x += length, dy += length, dweight += channels, dbias += channels) {
    const float *w = weight ? weight + (first + row) % groups * channels : 0;
    float sum = 0, product = 0;
    for (size_t c = 0; c < channels; c++) {
      struct channel_sums piece = piece_sums(dy + c * size, x + c * size, mean[row], size);
      dbias[c] = piece.first;
      dweight[c] = piece.second * scale[row];
      sum += (w ? w[c] : 1.0f) * piece.first;
      product += (w ? w[c] : 1.0f) * piece.second;
    }
    if (!dx) continue;
    float of_sum = sum / (float)length, of_products = product * scale[row] / (float)length * scale[row];
    for (size_t c = 0; c < channels; c++)
      spread_piece(dx + row * length + c * size, dy + c * size, x + c * size, mean[row], w ? w[c] : 1.0f, of_sum,
                   of_products, scale[row], size);
  }
}
