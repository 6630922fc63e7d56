// The matrix product. Each element of c is one chain: acc = c or 0; acc = fma(a[i,p], b[p,j], acc) for p = 0, 1, ...;
// then the bias, then the activation. Tiling only chooses which chains run side by side: a chain cut at a block of
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

// ---------------------------------------------------------------- packing

/// d[p * width + j] = op(b)[p, j] for `columns` columns (0 beyond them) and `depth` rows.
static void pack_panel(float *d, size_t width, const float *b, size_t ldb, bool transpose, size_t columns,
                       size_t depth) {
  if (!transpose) {
    if (columns == PANEL) {
      for (size_t p = 0; p < depth; p++, d += PANEL, b += ldb)
        UNROLL for (int v = 0; v < TILE_VECTORS; v++) store_vector(d + v * LANES, load_vector(b + v * LANES));
      return;
    }
    for (size_t p = 0; p < depth; p++, d += width, b += ldb) {
      size_t j = 0;
      for (; j + LANES <= columns; j += LANES) store_vector(d + j, load_vector(b + j));
      if (j < columns) {
        store_vector(d + j, (vector)0.0f);
        copy_few(d + j, b + j, columns - j);
      }
    }
    return;
  }
  size_t j = 0;
  for (; j + 8 <= columns; j += 8, b += 8 * ldb) {
    size_t p = 0;
    for (; p + 8 <= depth; p += 8) {
      floats8 block[8];
      UNROLL for (int q = 0; q < 8; q++) block[q] = load8(b + q * ldb + p);
      transpose8(block);
      UNROLL for (int q = 0; q < 8; q++) store8(d + (p + q) * width + j, block[q]);
    }
    for (; p < depth; p++)
      for (size_t q = 0; q < 8; q++) d[p * width + j + q] = b[q * ldb + p];
  }
  for (; j < width; j++, b += ldb)
    for (size_t p = 0; p < depth; p++) d[p * width + j] = j < columns ? b[p] : 0.0f;
}

/// Panels of TILE_ROWS rows: d[p * TILE_ROWS + i]. May write 8 floats beyond the last panel.
static void pack_left(float *d, struct left left, size_t rows, size_t depth) {
  for (size_t i = 0; i < rows; i += TILE_ROWS, d += TILE_ROWS * depth) {
    size_t height = smaller(TILE_ROWS, rows - i);
    if (left.by_column) {
      const float *a = left.a + i;
      if (height == TILE_ROWS)
        for (size_t p = 0; p < depth; p++) memcpy(d + p * TILE_ROWS, a + p * left.stride, TILE_ROWS * sizeof(float));
      else
        for (size_t p = 0; p < depth; p++)
          for (size_t q = 0; q < height; q++) d[p * TILE_ROWS + q] = a[p * left.stride + q];
      continue;
    }
    const float *a = left.a + i * left.stride;
    const float *row[8];
    for (size_t q = 0; q < 8; q++) row[q] = a + (q < height ? q : 0) * left.stride;
    size_t p = 0;
    for (; p + 8 <= depth; p += 8) {
      floats8 block[8];
      UNROLL for (int q = 0; q < 8; q++) block[q] = load8(row[q] + p);
      transpose8(block);
      // Each store spills into the next one's place, which is written after it.
      UNROLL for (int q = 0; q < 8; q++) store8(d + (p + q) * TILE_ROWS, block[q]);
    }
    for (; p < depth; p++)
      for (size_t q = 0; q < TILE_ROWS; q++) d[p * TILE_ROWS + q] = row[q][p];
  }
}

static size_t loop_packed_size(size_t n, size_t k) { return round_up(n, LANES) * k; }

static void loop_pack(float *packed, const float *b, size_t ldb, bool transpose, size_t n, size_t k) {
  for (size_t j = 0; j < n; j += PANEL)
    pack_panel(packed + j * k, panel_width(n - j), transpose ? b + j * ldb : b + j, ldb, transpose,
               smaller(PANEL, n - j), k);
}

// ---------------------------------------------------------------- one panel, all rows

/// The rows of the next tiles where `rows` are left: whole tiles, but the last twelve or so shared out evenly.
INLINE size_t next_height(size_t rows) {
  if (rows <= TILE_ROWS) return rows;
  return rows >= 2 * TILE_ROWS ? TILE_ROWS : (rows + 1) / 2;
}

/// Where row i of a begins, or column i where it is read by column.
INLINE const float *left_rows(struct left left, size_t i) {
  return left.by_column ? left.a + i : left.a + i * left.stride;
}

/// Copies `columns` floats of each row; `to` is whole registers wide and gets 0 in the rest where `fill` is true.
INLINE void copy_columns(float *to, size_t to_stride, const float *from, size_t from_stride, size_t rows,
                         size_t columns, bool fill) {
  for (size_t q = 0; q < rows; q++, to += to_stride, from += from_stride) {
    size_t j = 0;
    for (; j + LANES <= columns; j += LANES) store_vector(to + j, load_vector(from + j));
    if (fill) store_vector(to + j, (vector)0.0f);
    copy_few(to + j, from + j, columns - j);
  }
}

/// c[rows, columns] for one panel of b, `columns` <= PANEL. Where `packed_left`, left.a holds panels of TILE_ROWS rows.
static void multiply_panel(struct left left, bool packed_left, size_t rows, size_t depth, const float *b,
                           size_t b_step, float *c, size_t ldc, size_t columns, struct ends ends) {
  size_t vectors = (columns + LANES - 1) / LANES, width = vectors * LANES;
  float bias[PANEL], few[TALL_ROWS * PANEL];
  if (columns != width && ends.bias) {
    copy_columns(bias, 0, ends.bias, 0, 1, columns, true);
    ends.bias = bias;
  }
  for (size_t i = 0, height, count; i < rows; i += height * count) {
    size_t rest = rows - i;
    bool tall = vectors == 1 && !packed_left && rest >= TALL_ROWS;
    height = tall ? TALL_ROWS : packed_left ? smaller(TILE_ROWS, rest) : next_height(rest);
    // As many tiles of this height as leave the rest to be shared out.
    count = 1;
    if (columns == width && rest >= 2 * TILE_ROWS && (tall || height == TILE_ROWS))
      count = tall || packed_left ? rest / height : rest / height - 1;
    const float *a = packed_left ? left.a + i * depth : left_rows(left, i);
    size_t advance = packed_left ? height * depth : left.by_column ? height : height * left.stride;
    tile_function *function =
      tall ? tall_tiles[left.by_column] : tiles[vectors - 1][height - 1][left.by_column];
    float *place = c + i * ldc;
    if (columns == width) {
      function(count, advance, depth, a, left.stride, b, b_step, 0, place, ldc, &ends);
      continue;
    }
    if (ends.load) copy_columns(few, width, place, ldc, height, columns, true);
    function(1, 0, depth, a, left.stride, b, b_step, 0, few, width, &ends);
    copy_columns(place, ldc, few, width, height, columns, false);
  }
}

// ---------------------------------------------------------------- the whole product

/// Where the columns of b are: packed panels (each `panel_depth` rows deep), or b itself, rows ldb apart.
struct right {
  const float *b;
  size_t ldb;
  bool packed;
  size_t panel_depth;
};

/// c[m, n] for one block of depth steps; `from` is the first of them inside the panels of b.
static void multiply_block(struct left left, bool packed_left, size_t m, size_t depth, struct right right,
                           size_t from, float *c, size_t ldc, size_t n, struct ends ends) {
  size_t j = 0;
  if (m <= FEW_ROWS && !packed_left) {
    size_t panels = wide_panels[m - 1];
    tile_function *function = wide_tiles[m - 1][left.by_column];
    for (; j + panels * PANEL <= n; j += panels * PANEL) {
      struct ends here = ends;
      if (here.bias) here.bias += j;
      if (right.packed)
        function(1, 0, depth, left.a, left.stride, right.b + j * right.panel_depth + from * PANEL, PANEL,
                 PANEL * right.panel_depth, c + j, ldc, &here);
      else
        function(1, 0, depth, left.a, left.stride, right.b + from * right.ldb + j, right.ldb, PANEL, c + j, ldc,
                 &here);
    }
  }
  float padded[DEPTH * PANEL];
  for (; j < n; j += PANEL) {
    size_t columns = smaller(PANEL, n - j), width = panel_width(columns);
    struct ends here = ends;
    if (here.bias) here.bias += j;
    const float *b = padded;
    size_t b_step = width;
    if (depth == 0) {
      // Nothing is read, and a workspace of size 0 may be NULL.
    } else if (right.packed) {
      b = right.b + j * right.panel_depth + from * width;
    } else if (columns == PANEL && m >= COPY_ROWS) {
      (left.by_column ? copying_tile_columns : copying_tile_rows)(
        depth, left.a, left.stride, right.b + from * right.ldb + j, right.ldb, padded, c + j, ldc, &here);
      struct left below = {packed_left ? left.a + TILE_ROWS * depth : left_rows(left, TILE_ROWS), left.stride,
                           left.by_column};
      multiply_panel(below, packed_left, m - TILE_ROWS, depth, padded, PANEL, c + TILE_ROWS * ldc + j, ldc, columns,
                     here);
      continue;
    } else if (columns == width) {
      b = right.b + from * right.ldb + j;
      b_step = right.ldb;
    } else {
      pack_panel(padded, width, right.b + from * right.ldb + j, right.ldb, false, columns, depth);
    }
    multiply_panel(left, packed_left, m, depth, b, b_step, c + j, ldc, columns, here);
  }
}

/// Whether packing a pays: it is read once for every panel of b.
INLINE bool packs_left(size_t m, size_t n, size_t k) { return m * k > 128 * 128 && m > FEW_ROWS && n > 2 * PANEL; }
/// Whether b is packed before the rows come: always to transpose it, else where several blocks of rows visit it.
INLINE bool packs_right(size_t m, size_t n, size_t k, bool transpose_b) {
  return transpose_b || (packs_left(m, n, k) && m > BLOCK_ROWS);
}
INLINE size_t left_block(size_t m, size_t k) {
  return round_up(round_up(smaller(m, BLOCK_ROWS), TILE_ROWS) * smaller(k, DEPTH) + 8, 16);
}

static size_t loop_matmul_packed_workspace(size_t m, size_t n, size_t k, bool transpose_a) {
  (void)transpose_a;
  return packs_left(m, n, k) ? left_block(m, k) : 0;
}

static size_t loop_matmul_workspace(size_t m, size_t n, size_t k, bool transpose_a, bool transpose_b) {
  size_t right = packs_right(m, n, k, transpose_b)
                   ? round_up(smaller(n, BLOCK_COLUMNS), LANES) * smaller(k, DEPTH) : 0;
  return loop_matmul_packed_workspace(m, n, k, transpose_a) + round_up(right, 16);
}

/// All rows against columns that are ready (packed, or b itself), for steps from ..< from + depth.
static void multiply_rows(struct left left, bool pack, size_t m, size_t depth, struct right right, size_t from,
                          float *c, size_t ldc, size_t n, struct ends ends, float *workspace) {
  if (!pack) {
    multiply_block(left, false, m, depth, right, from, c, ldc, n, ends);
    return;
  }
  for (size_t i = 0; i < m; i += BLOCK_ROWS) {
    size_t rows = smaller(BLOCK_ROWS, m - i);
    struct left source = {left_rows(left, i), left.stride, left.by_column};
    pack_left(workspace, source, rows, depth);
    struct left packed = {workspace, TILE_ROWS, true};
    multiply_block(packed, true, rows, depth, right, from, c + i * ldc, ldc, n, ends);
  }
}

static void activate(float *c, size_t ldc, size_t m, size_t n, int activation) {
  if (activation != CK_ACTIVATION_TANH && activation != CK_ACTIVATION_SIGMOID) return;
  if (ldc == n) {
    n *= m;
    m = 1;
  }
  for (size_t i = 0; i < m; i++, c += ldc) {
    if (activation == CK_ACTIVATION_TANH) loop_tanh(c, c, n);
    else loop_sigmoid(c, c, n);
  }
}

INLINE struct ends block_ends(size_t from, size_t depth, size_t k, const float *bias, int activation,
                              bool accumulate) {
  bool last = from + depth == k;
  return (struct ends){accumulate || from != 0, last ? bias : NULL, last && activation == CK_ACTIVATION_RELU};
}

/// The elements of a from step `from` on.
INLINE struct left left_from(const float *a, size_t lda, bool transpose, size_t from) {
  return (struct left){transpose ? a + from * lda : a + from, lda, transpose};
}

static void loop_matmul_packed(float *c, size_t ldc, const float *a, size_t lda, bool transpose_a,
                               const float *packed, const float *bias, int activation, bool accumulate, size_t m,
                               size_t n, size_t k, float *workspace) {
  if (m == 0 || n == 0) return;
  bool pack = packs_left(m, n, k);
  struct right right = {packed, 0, true, k};
  size_t from = 0;
  do {
    size_t depth = smaller(DEPTH, k - from);
    multiply_rows(left_from(a, lda, transpose_a, from), pack, m, depth, right, from, c, ldc, n,
                  block_ends(from, depth, k, bias, activation, accumulate), workspace);
    from += depth;
  } while (from < k);
  activate(c, ldc, m, n, activation);
}

static void loop_matmul(float *c, size_t ldc, const float *a, size_t lda, bool transpose_a, const float *b,
                        size_t ldb, bool transpose_b, const float *bias, int activation, bool accumulate, size_t m,
                        size_t n, size_t k, float *workspace) {
  if (m == 0 || n == 0) return;
  bool pack_left = packs_left(m, n, k), pack_right = packs_right(m, n, k, transpose_b);
  float *panels = workspace + (pack_left ? left_block(m, k) : 0);
  size_t block = pack_right ? BLOCK_COLUMNS : n;
  for (size_t j = 0; j < n; j += block) {
    size_t columns = smaller(block, n - j), from = 0;
    do {
      size_t depth = smaller(DEPTH, k - from);
      struct right right = {b + j, ldb, false, 0};
      size_t start = from;
      if (pack_right) {
        const float *source = transpose_b ? b + j * ldb + from : b + from * ldb + j;
        for (size_t q = 0; q < columns; q += PANEL)
          pack_panel(panels + q * depth, panel_width(columns - q), transpose_b ? source + q * ldb : source + q, ldb,
                     transpose_b, smaller(PANEL, columns - q), depth);
        right = (struct right){panels, 0, true, depth};
        start = 0;
      }
      multiply_rows(left_from(a, lda, transpose_a, from), pack_left, m, depth, right, start, c + j, ldc, columns,
                    block_ends(from, depth, k, bias ? bias + j : NULL, activation, accumulate), workspace);
      from += depth;
    } while (from < k);
  }
  activate(c, ldc, m, n, activation);
}
