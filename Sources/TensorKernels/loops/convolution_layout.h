// Images from planes ([channel, row, column]) to pixels ([row, column, channel], `stride` floats apart) and back, with
// the pool behind a convolution.

/// The eight by eight block at from[q * step], transposed, to to[q * stride]; 0 where mask (laid out as from) is not > 0.
INLINE void transpose_block(float *to, size_t stride, const float *from, size_t step, const float *mask) {
  floats8 block[8];
  UNROLL for (int q = 0; q < 8; q++) {
    block[q] = load8(from + q * step);
    if (mask) block[q] = load8(mask + q * step) > 0.0f ? block[q] : (floats8)0.0f;
  }
  transpose8(block);
  UNROLL for (int q = 0; q < 8; q++) store8(to + q * stride, block[q]);
}

typedef float four_floats __attribute__((ext_vector_type(4)));
typedef float four_floats_unaligned __attribute__((ext_vector_type(4), aligned(4)));

/// The same with four by four.
INLINE void transpose_small_block(float *to, size_t stride, const float *from, size_t step, const float *mask) {
  four_floats r[4];
  UNROLL for (int q = 0; q < 4; q++) {
    r[q] = *(const four_floats_unaligned *)(from + q * step);
    if (mask) r[q] = *(const four_floats_unaligned *)(mask + q * step) > 0.0f ? r[q] : (four_floats)0.0f;
  }
  four_floats low = __builtin_shufflevector(r[0], r[1], 0, 4, 1, 5), high = __builtin_shufflevector(r[0], r[1], 2, 6, 3, 7);
  four_floats low2 = __builtin_shufflevector(r[2], r[3], 0, 4, 1, 5);
  four_floats high2 = __builtin_shufflevector(r[2], r[3], 2, 6, 3, 7);
  *(four_floats_unaligned *)to = __builtin_shufflevector(low, low2, 0, 1, 4, 5);
  *(four_floats_unaligned *)(to + stride) = __builtin_shufflevector(low, low2, 2, 3, 6, 7);
  *(four_floats_unaligned *)(to + 2 * stride) = __builtin_shufflevector(high, high2, 0, 1, 4, 5);
  *(four_floats_unaligned *)(to + 3 * stride) = __builtin_shufflevector(high, high2, 2, 3, 6, 7);
}

/// to[column * stride + row] = from[row * step + column], or 0 where the mask is not above 0. A last block that is not
/// full begins earlier, and writes some elements twice.
INLINE void transpose_rows(float *to, size_t stride, const float *from, size_t step, const float *mask, size_t rows,
                           size_t columns) {
  if (rows < 4 || columns < 4) {
    for (size_t i = 0; i < columns; i++)
      for (size_t j = 0; j < rows; j++) {
        float value = from[j * step + i];
        to[i * stride + j] = !mask || mask[j * step + i] > 0.0f ? value : 0.0f;
      }
    return;
  }
  if (rows < 8 || columns < 8) {
    for (size_t j = 0; j < rows; j += 4) {
      size_t row = smaller(j, rows - 4);
      for (size_t i = 0; i < columns; i += 4) {
        size_t column = smaller(i, columns - 4), place = row * step + column;
        transpose_small_block(to + column * stride + row, stride, from + place, step, mask ? mask + place : NULL);
      }
    }
    return;
  }
  for (size_t j = 0; j < rows; j += 8) {
    size_t row = smaller(j, rows - 8);
    for (size_t i = 0; i < columns; i += 8) {
      size_t column = smaller(i, columns - 8), place = row * step + column;
      transpose_block(to + column * stride + row, stride, from + place, step, mask ? mask + place : NULL);
    }
  }
}

/// Planes to pixels; rows of pixels begin `row_step` floats apart.
static void planes_to_pixels(float *to, size_t stride, size_t row_step, const float *from, const float *mask,
                             size_t channels, size_t height, size_t width) {
  size_t plane = height * width;
  if (row_step == width * stride) {
    width = plane;
    height = plane != 0;
  }
  for (size_t y = 0; y < height; y++, to += row_step, from += width, mask = mask ? mask + width : NULL) {
    if (stride == 1 && !mask) loop_copy(to, from, width);
    else transpose_rows(to, stride, from, plane, mask, channels, width);
  }
}

/// Pixels to planes: to[channel * plane + pixel].
static void pixels_to_planes(float *to, const float *from, size_t stride, size_t channels, size_t pixels) {
  transpose_rows(to, pixels, from, stride, NULL, pixels, channels);
}

/// The pixels of one of several interleaved grids to planes of height * width.
static void grid_to_planes(float *to, size_t height, size_t width, const float *from, size_t stride, size_t channels,
                           const struct axis *rows, const struct axis *columns) {
  if (rows->stride == 1 && columns->stride == 1) {
    pixels_to_planes(to, from, stride, channels, height * width);
    return;
  }
  for (size_t c = 0; c < channels; c++, to += height * width)
    for (size_t i = 0; i < rows->count; i++) {
      float *row = to + (rows->first + i * rows->stride) * width + columns->first;
      for (size_t j = 0; j < columns->count; j++)
        row[j * columns->stride] = from[(i * columns->count + j) * stride + c];
    }
}

/// The largest of each window of pixels, by channel, and its place in the window; 255 where `positive` and none is > 0.
static void pool_pixels(float *pooled, uint8_t *index, const float *z, size_t stride, const struct ck_convolution *s,
                        const struct extents *e, bool positive) {
  size_t channels = s->outputs;
  for (size_t i = 0; i < e->pooled_height; i++)
    for (size_t j = 0; j < e->pooled_width; j++, pooled += stride, index += channels) {
      const float *window = z + (i * s->pool_height * s->out_width + j * s->pool_width) * stride;
      for (size_t c = 0; c < channels; c += 16) {
        // Lanes beyond the channels hold what stands there, and are dropped.
        floats16 best = load16(window + c);
        integers16 chosen = 0;
        for (size_t y = 0, place = 0; y < s->pool_height; y++)
          for (size_t x = 0; x < s->pool_width; x++, place++) {
            if (place == 0) continue;
            floats16 value = load16(window + (y * s->out_width + x) * stride + c);
            integers16 greater = (integers16)((value > best) | (value != value));
            best = greater ? value : best;
            chosen = greater ? (integers16)(int32_t)place : chosen;
          }
        if (positive) chosen = best > 0.0f ? chosen : (integers16)255;
        bytes16_unaligned places = __builtin_convertvector(chosen, bytes16_unaligned);
        size_t count = smaller(16, channels - c);
        if (count == 16) {
          store16(pooled + c, best);
          *(bytes16_unaligned *)(index + c) = places;
        } else {
          store_few(pooled + c, best, count);
          memcpy(index + c, &places, count);
        }
      }
    }
}

/// Pixels of the gradient of a convolution's output, from the pixels `pooled` of its windows' gradient.
static void unpool_pixels(float *dz, size_t stride, size_t row_step, const float *pooled, size_t pooled_stride,
                          const uint8_t *index, const struct ck_convolution *s, const struct extents *e) {
  size_t channels = s->outputs;
  for (size_t i = 0; i < e->pooled_height; i++)
    for (size_t j = 0; j < e->pooled_width; j++, pooled += pooled_stride, index += channels) {
      float *window = dz + i * s->pool_height * row_step + j * s->pool_width * stride;
      for (size_t c = 0; c < channels; c += 16) {
        size_t count = smaller(16, channels - c);
        bytes16_unaligned places = 0;
        floats16 value;
        if (count == 16) {
          places = *(const bytes16_unaligned *)(index + c);
          value = load16(pooled + c);
        } else {
          memcpy(&places, index + c, count);
          value = load_few(pooled + c, count, 0);
        }
        integers16 chosen = __builtin_convertvector(places, integers16);
        for (size_t y = 0, place = 0; y < s->pool_height; y++)
          for (size_t x = 0; x < s->pool_width; x++, place++) {
            floats16 here = chosen == (integers16)(int32_t)place ? value : (floats16)0.0f;
            float *target = window + y * row_step + x * stride + c;
            if (count == 16) store16(target, here);
            else store_few(target, here, count);
          }
      }
    }
}

/// Calls WORK(pixel of y, window * outputs + output) for each window of one image that has chosen a pixel.
#define EACH_CHOSEN(s, index, WORK)                                                                    \
  for (size_t i = 0; i < e.pooled_height; i++)                                                         \
    for (size_t j = 0; j < e.pooled_width; j++)                                                        \
      for (size_t o = 0; o < (s)->outputs; o++) {                                                      \
        size_t window = i * e.pooled_width + j, place = (index)[window * (s)->outputs + o];            \
        size_t source = o * windows + window;                                                          \
        bool chosen = place < (s)->pool_height * (s)->pool_width;                                      \
        size_t pixel = o * pixels + (i * (s)->pool_height + place / (s)->pool_width) * (s)->out_width  \
                       + j * (s)->pool_width + place % (s)->pool_width;                                \
        WORK                                                                                           \
      }

static void loop_unpool(float *dy, const float *pooled, const uint8_t *index, const struct ck_convolution *s,
                        size_t images) {
  struct extents e = extents_of(s, false);
  size_t pixels = s->out_height * s->out_width, windows = e.pooled_height * e.pooled_width;
  loop_fill(dy, 0, images * s->outputs * pixels);
  for (size_t b = 0; b < images; b++, dy += s->outputs * pixels, pooled += s->outputs * windows, index += s->outputs * windows)
    EACH_CHOSEN(s, index, { if (chosen) dy[pixel] = pooled[source]; })
}

static void loop_pool_again(float *pooled, const float *dy, const uint8_t *index, const struct ck_convolution *s,
                            size_t images) {
  struct extents e = extents_of(s, false);
  size_t pixels = s->out_height * s->out_width, windows = e.pooled_height * e.pooled_width;
  for (size_t b = 0; b < images; b++, dy += s->outputs * pixels, pooled += s->outputs * windows, index += s->outputs * windows)
    EACH_CHOSEN(s, index, { pooled[source] = chosen ? dy[pixel] : 0.0f; })
}
