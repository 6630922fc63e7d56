// The tiles of the matrix product (matmul.h). Each element of c is one chain: acc = c or 0;
// acc = fma(a[i,p], b[p,j], acc) for p = 0, 1, ...; then the bias, then the activation. Tiling only chooses which chains run side by side: a chain cut at a block of
// `DEPTH` steps is stored and loaded again, which changes nothing.
//
// A level says: LANES (floats in a register), TILE_ROWS and TILE_VECTORS (the tile of c held in registers),
// DEPTH (steps of p between two visits of a tile), BLOCK_ROWS and BLOCK_COLUMNS (what is packed at once).

#define PANEL (LANES * TILE_VECTORS)  // columns of b that stand together when packed
#define FEW_ROWS 3                    // with so few rows a tile spans several panels
#define COPY_ROWS 16                  // from so many rows on, a panel of b is packed in passing

typedef float vector __attribute__((ext_vector_type(LANES)));
typedef float vector_unaligned __attribute__((ext_vector_type(LANES), aligned(4)));

INLINE vector load_vector(const float *x) { return *(const vector_unaligned *)x; }
INLINE void store_vector(float *y, vector value) { *(vector_unaligned *)y = value; }
#if EMULATE_FMA
INLINE vector fma_vector(vector a, vector b, vector c) { return fma4(a, b, c); }
#else
INLINE vector fma_vector(vector a, vector b, vector c) { return __builtin_elementwise_fma(a, b, c); }
#endif

/// How the elements of a are reached: a[i,p] = a[i * stride + p] (row-wise) or a[p * stride + i].
struct left {
  const float *a;
  size_t stride;
  bool by_column;
};

/// Where row i of a begins, or column i where it is read by column.
INLINE const float *left_rows(struct left left, size_t i) {
  return left.by_column ? left.a + i : left.a + i * left.stride;
}

/// What happens to a tile before its first and after its last step.
struct ends {
  bool load;          // start from c, not from 0
  const float *bias;  // added at the end; NULL: not in this block
  bool relu;
};

/// `count` tiles, one below the other: from one to the next, a moves by a_advance.
typedef void tile_function(size_t count, size_t a_advance, size_t depth, const float *a, size_t a_stride,
                           const float *b, size_t b_step, size_t panel_step, float *c, size_t ldc,
                           const struct ends *ends);

#define UNROLL _Pragma("clang loop unroll(full)")

/// A tile of `rows` times `vectors` registers; vector v of b's row p is at
/// b + p * b_step + (v / TILE_VECTORS) * panel_step + (v % TILE_VECTORS) * LANES. Where `copy` is given, the rows of b
/// that pass through the registers are left there, packed.
INLINE void tile(const int rows, const int vectors, const bool by_column, size_t depth, const float *a,
                 size_t a_stride, const float *b, size_t b_step, size_t panel_step, float *copy, float *c,
                 size_t ldc, struct ends ends) {
  vector sums[12][8];
  if (ends.load) {
    UNROLL for (int i = 0; i < rows; i++)
      UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = load_vector(c + i * ldc + v * LANES);
  } else {
    UNROLL for (int i = 0; i < rows; i++)
      UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = 0.0f;
  }
#pragma clang loop unroll(disable)
  for (size_t p = 0; p < depth; p++) {
    vector right[8];
    UNROLL for (int v = 0; v < vectors; v++)
      right[v] = load_vector(b + (v / TILE_VECTORS) * panel_step + (v % TILE_VECTORS) * LANES);
    b += b_step;
    if (copy) {
      UNROLL for (int v = 0; v < vectors; v++) store_vector(copy + v * LANES, right[v]);
      copy += vectors * LANES;
    }
    UNROLL for (int i = 0; i < rows; i++) {
      vector left = by_column ? a[i] : a[i * a_stride];
      UNROLL for (int v = 0; v < vectors; v++) sums[i][v] = fma_vector(left, right[v], sums[i][v]);
    }
    a += by_column ? a_stride : 1;
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

#define TILE_FUNCTION(NAME, R, V, BY_COLUMN)                                                                 \
  static void NAME(size_t count, size_t a_advance, size_t depth, const float *a, size_t a_stride,             \
                   const float *b, size_t b_step, size_t panel_step, float *c, size_t ldc,                    \
                   const struct ends *ends) {                                                                 \
    for (; count != 0; count--, a += a_advance, c += R * ldc)                                                 \
      tile(R, V, BY_COLUMN, depth, a, a_stride, b, b_step, panel_step, NULL, c, ldc, *ends);                  \
  }
#define TILE_PAIR(R, V)                            \
  TILE_FUNCTION(tile_rows_##R##x##V, R, V, false)  \
  TILE_FUNCTION(tile_columns_##R##x##V, R, V, true)
#define TILE_ENTRY(R, V) {tile_rows_##R##x##V, tile_columns_##R##x##V}

TILE_PAIR(1, 1) TILE_PAIR(2, 1) TILE_PAIR(3, 1) TILE_PAIR(4, 1)
TILE_PAIR(1, 2) TILE_PAIR(2, 2) TILE_PAIR(3, 2) TILE_PAIR(4, 2)
#if TILE_ROWS >= 6
TILE_PAIR(5, 1) TILE_PAIR(6, 1) TILE_PAIR(5, 2) TILE_PAIR(6, 2)
#endif
#if TILE_ROWS >= 8
TILE_PAIR(7, 1) TILE_PAIR(8, 1) TILE_PAIR(7, 2) TILE_PAIR(8, 2)
#endif
#if TILE_VECTORS >= 3
TILE_PAIR(1, 3) TILE_PAIR(2, 3) TILE_PAIR(3, 3) TILE_PAIR(4, 3)
TILE_PAIR(5, 3) TILE_PAIR(6, 3) TILE_PAIR(7, 3) TILE_PAIR(8, 3) TILE_PAIR(1, 6) TILE_PAIR(2, 6) TILE_PAIR(3, 6)
#define WIDE_PANELS {2, 2, 2}
static tile_function *const wide_tiles[FEW_ROWS][2] = {TILE_ENTRY(1, 6), TILE_ENTRY(2, 6), TILE_ENTRY(3, 6)};
#else
TILE_PAIR(1, 8) TILE_PAIR(2, 4) TILE_PAIR(3, 4)
#define WIDE_PANELS {4, 2, 2}
static tile_function *const wide_tiles[FEW_ROWS][2] = {TILE_ENTRY(1, 8), TILE_ENTRY(2, 4), TILE_ENTRY(3, 4)};
#endif

// A panel of one register takes more rows at once: enough sums in flight to hide an fma's latency.
#define TALL_ROWS 12
TILE_PAIR(12, 1)
static tile_function *const tall_tiles[2] = TILE_ENTRY(12, 1);

/// The first tile below a panel of b that is not packed: it packs the panel in passing.
#define COPYING_TILE(NAME, BY_COLUMN)                                                                         \
  static void NAME(size_t depth, const float *a, size_t a_stride, const float *b, size_t ldb, float *copy,    \
                   float *c, size_t ldc, const struct ends *ends) {                                           \
    tile(TILE_ROWS, TILE_VECTORS, BY_COLUMN, depth, a, a_stride, b, ldb, 0, copy, c, ldc, *ends);             \
  }
COPYING_TILE(copying_tile_rows, false)
COPYING_TILE(copying_tile_columns, true)

static const size_t wide_panels[FEW_ROWS] = WIDE_PANELS;

#if TILE_ROWS == 4
#define TILES_OF(V) {TILE_ENTRY(1, V), TILE_ENTRY(2, V), TILE_ENTRY(3, V), TILE_ENTRY(4, V)}
#elif TILE_ROWS == 6
#define TILES_OF(V)                                                                                              \
  {TILE_ENTRY(1, V), TILE_ENTRY(2, V), TILE_ENTRY(3, V), TILE_ENTRY(4, V), TILE_ENTRY(5, V), TILE_ENTRY(6, V)}
#else
#define TILES_OF(V)                                                                                              \
  {TILE_ENTRY(1, V), TILE_ENTRY(2, V), TILE_ENTRY(3, V), TILE_ENTRY(4, V),                                       \
   TILE_ENTRY(5, V), TILE_ENTRY(6, V), TILE_ENTRY(7, V), TILE_ENTRY(8, V)}
#endif

static tile_function *const tiles[TILE_VECTORS][TILE_ROWS][2] = {
  TILES_OF(1), TILES_OF(2),
#if TILE_VECTORS >= 3
  TILES_OF(3),
#endif
};

INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }
INLINE size_t round_up(size_t n, size_t unit) { return (n + unit - 1) / unit * unit; }
/// The width of a panel that holds `columns` columns: whole registers.
INLINE size_t panel_width(size_t columns) { return columns >= PANEL ? PANEL : round_up(columns, LANES); }
