// The tiles of a convolution: pixels times columns of packed weights, and gradients of weights. A result is one chain
// of fma from start to end, whatever the tile; a chain cut at a block of DEPTH steps is stored and loaded again.

/// `rows` pixels by `vectors` registers of columns, over `count` segments; b is a panel, read from start to end.
INLINE void pixel_tile(const int rows, const int vectors, const float *image, const uint32_t *pixel,
                       const struct segment *segments, size_t count, const float *b, float *c, size_t ldc,
                       struct ends ends) {
  vector sums[8][8];
  if (ends.load) {
    UNROLL for (int i = 0; i < rows; i++)
      UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = load_vector(c + i * ldc + v * LANES);
  } else {
    UNROLL for (int i = 0; i < rows; i++)
      UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = 0.0f;
  }
  for (size_t s = 0; s < count; s++) {
    const float *a[8];
    UNROLL for (int i = 0; i < rows; i++) a[i] = image + segments[s].offset + pixel[i];
    size_t length = segments[s].length;
#pragma clang loop unroll(disable)
    for (size_t p = 0; p < length; p++) {
      vector right[8];
      UNROLL for (int v = 0; v < vectors; v++) right[v] = load_vector(b + v * LANES);
      b += vectors * LANES;
      UNROLL for (int i = 0; i < rows; i++) {
        vector left = a[i][p];
        UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = fma_vector(left, right[v], sums[i][v]);
      }
    }
  }
  if (ends.bias) {
    UNROLL for (int v = 0; v < vectors; v++) {
      vector bias = load_vector(ends.bias + v * LANES);
      UNROLL for (int i = 0; i < rows; i++) sums[i][v] += bias;
    }
  }
  if (ends.relu) {
    UNROLL for (int i = 0; i < rows; i++)
      UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = sums[i][v] <= 0.0f ? (vector)0.0f : sums[i][v];
  }
  UNROLL for (int i = 0; i < rows; i++)
    UNROLL for (int v = 0; v < vectors; v++) store_vector(c + i * ldc + v * LANES, sums[i][v]);
}

/// A rectangle of pixels and what leads from one to the next, in x (a) and in dy (b).
struct rectangle {
  size_t height, width, a_row, a_column, b_row, b_column;
};

/// `rows` elements of the kernel by `vectors` registers of outputs: c += the sum over the rectangle of x times dy.
INLINE void weight_tile(const int rows, const int vectors, const float *x, const uint32_t *offset, const float *dy,
                        struct rectangle r, float *c, size_t ldc) {
  vector sums[8][8];
  UNROLL for (int i = 0; i < rows; i++)
    UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = load_vector(c + i * ldc + v * LANES);
  for (size_t y = 0; y < r.height; y++, x += r.a_row, dy += r.b_row) {
    const float *a[8], *b = dy;
    UNROLL for (int i = 0; i < rows; i++) a[i] = x + offset[i];
    size_t step = 0;
#pragma clang loop unroll(disable)
    for (size_t p = 0; p < r.width; p++) {
      vector right[8];
      UNROLL for (int v = 0; v < vectors; v++) right[v] = load_vector(b + v * LANES);
      b += r.b_column;
      UNROLL for (int i = 0; i < rows; i++) {
        vector left = a[i][step];
        UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = fma_vector(left, right[v], sums[i][v]);
      }
      step += r.a_column;
    }
  }
  UNROLL for (int i = 0; i < rows; i++)
    UNROLL for (int v = 0; v < vectors; v++) store_vector(c + i * ldc + v * LANES, sums[i][v]);
}

typedef void pixel_tiles_function(size_t tiles, const float *image, const uint32_t *pixel,
                                  const struct segment *segments, size_t count, const float *b, float *c, size_t ldc,
                                  const struct ends *ends);
typedef void weight_tiles_function(size_t tiles, const float *x, const uint32_t *offset, const float *dy,
                                   const struct rectangle *r, float *c, size_t ldc);

#define CONVOLUTION_TILES(R, V)                                                                                \
  static void pixel_tiles_##R##x##V(size_t tiles, const float *image, const uint32_t *pixel,                   \
                                    const struct segment *segments, size_t count, const float *b, float *c,    \
                                    size_t ldc, const struct ends *ends) {                                     \
    for (; tiles != 0; tiles--, pixel += R, c += R * ldc)                                                      \
      pixel_tile(R, V, image, pixel, segments, count, b, c, ldc, *ends);                                       \
  }                                                                                                            \
  static void weight_tiles_##R##x##V(size_t tiles, const float *x, const uint32_t *offset, const float *dy,    \
                                     const struct rectangle *r, float *c, size_t ldc) {                        \
    for (; tiles != 0; tiles--, offset += R, c += R * ldc) weight_tile(R, V, x, offset, dy, *r, c, ldc);       \
  }

CONVOLUTION_TILES(1, 1) CONVOLUTION_TILES(2, 1) CONVOLUTION_TILES(3, 1) CONVOLUTION_TILES(4, 1)
CONVOLUTION_TILES(1, 2) CONVOLUTION_TILES(2, 2) CONVOLUTION_TILES(3, 2) CONVOLUTION_TILES(4, 2)
#if TILE_ROWS >= 6
CONVOLUTION_TILES(5, 1) CONVOLUTION_TILES(6, 1) CONVOLUTION_TILES(5, 2) CONVOLUTION_TILES(6, 2)
#endif
#if TILE_ROWS >= 8
CONVOLUTION_TILES(7, 1) CONVOLUTION_TILES(8, 1) CONVOLUTION_TILES(7, 2) CONVOLUTION_TILES(8, 2)
#endif
#if TILE_VECTORS >= 3
CONVOLUTION_TILES(1, 3) CONVOLUTION_TILES(2, 3) CONVOLUTION_TILES(3, 3) CONVOLUTION_TILES(4, 3)
CONVOLUTION_TILES(5, 3) CONVOLUTION_TILES(6, 3) CONVOLUTION_TILES(7, 3) CONVOLUTION_TILES(8, 3)
#endif

#if TILE_ROWS == 4
#define HEIGHTS(NAME, V) {NAME##_1x##V, NAME##_2x##V, NAME##_3x##V, NAME##_4x##V}
#elif TILE_ROWS == 6
#define HEIGHTS(NAME, V) {NAME##_1x##V, NAME##_2x##V, NAME##_3x##V, NAME##_4x##V, NAME##_5x##V, NAME##_6x##V}
#else
#define HEIGHTS(NAME, V)                                                                                   \
  {NAME##_1x##V, NAME##_2x##V, NAME##_3x##V, NAME##_4x##V, NAME##_5x##V, NAME##_6x##V, NAME##_7x##V, NAME##_8x##V}
#endif
#if TILE_VECTORS >= 3
#define HEIGHTS_BY_VECTORS(NAME) {HEIGHTS(NAME, 1), HEIGHTS(NAME, 2), HEIGHTS(NAME, 3)}
#else
#define HEIGHTS_BY_VECTORS(NAME) {HEIGHTS(NAME, 1), HEIGHTS(NAME, 2)}
#endif
static pixel_tiles_function *const pixel_tiles[TILE_VECTORS][TILE_ROWS] = HEIGHTS_BY_VECTORS(pixel_tiles);
static weight_tiles_function *const weight_tiles[TILE_VECTORS][TILE_ROWS] = HEIGHTS_BY_VECTORS(weight_tiles);

/// How many tiles of next_height come next where `rows` are left: all whole ones but the last dozen rows or so.
INLINE size_t next_tiles(size_t rows) { return rows >= 2 * TILE_ROWS ? rows / TILE_ROWS - 1 : 1; }

/// z[pixel, n] of a correlation: chains over its segments, then the bias (padded to whole registers), then ReLU.
static void correlate(float *z, size_t ldz, const float *image, const struct correlation *k, const float *packed,
                      size_t n, const float *bias, bool relu) {
  for (size_t j = 0; j < n; j += PANEL) {
    size_t width = panel_width(n - j), from = 0;
    const float *b = packed + j * k->depth;
    do {
      size_t count = 0, depth = 0;
      for (; from + count < k->count && (count == 0 || depth + k->segments[from + count].length <= DEPTH); count++)
        depth += k->segments[from + count].length;
      bool last = from + count == k->count;
      struct ends ends = {from != 0, last && bias ? bias + j : NULL, last && relu};
      for (size_t i = 0, height, tiles; i < k->pixels; i += height * tiles) {
        height = next_height(k->pixels - i);
        tiles = next_tiles(k->pixels - i);
        pixel_tiles[width / LANES - 1][height - 1](tiles, image, k->pixel + i, k->segments + from, count, b,
                                                   z + i * ldz + j, ldz, &ends);
      }
      from += count;
      b += depth * width;
    } while (from < k->count);
  }
}

/// c[kernel element, n] += the sums over all pixels of x at the element's offset times dy.
static void accumulate_weights(float *c, const float *x, const uint32_t *offsets, size_t elements, const float *dy,
                               size_t n, struct rectangle all) {
  if (all.width == 0) return;
  size_t ldc = round_up(n, LANES), band = all.width < DEPTH ? DEPTH / all.width : 1;
  for (size_t y = 0; y < all.height; y += band) {
    struct rectangle r = all;
    r.height = smaller(band, all.height - y);
    for (size_t j = 0; j < n; j += PANEL)
      for (size_t i = 0, height, tiles; i < elements; i += height * tiles) {
        height = next_height(elements - i);
        tiles = next_tiles(elements - i);
        weight_tiles[panel_width(n - j) / LANES - 1][height - 1](
          tiles, x + y * all.a_row, offsets + i, dy + y * all.b_row + j, &r, c + i * ldc + j, ldc);
      }
  }
}
