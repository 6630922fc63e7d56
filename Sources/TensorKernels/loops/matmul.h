// The matrix product: panels, blocks, and the whole, over the tiles of tiles.h and the panels of packing.h.

// ---------------------------------------------------------------- one panel, all rows

/// The rows of the next tiles where `rows` are left: whole tiles, but the last twelve or so shared out evenly.
INLINE size_t next_height(size_t rows) {
  if (rows <= TILE_ROWS) return rows;
  return rows >= 2 * TILE_ROWS ? TILE_ROWS : (rows + 1) / 2;
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

/// Whether packing a pays: it is read once for every panel of b. An `a` that the second cache holds needs more panels.
INLINE bool packs_left(size_t m, size_t n, size_t k) {
  return m * k > 128 * 128 && m > FEW_ROWS && n > (m * k > 256 * 256 ? 2 : 8) * PANEL;
}
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
  if (!transpose_b && !bias && activation == CK_ACTIVATION_NONE && pays_sparse(m, n, k)
      && is_sparse(left_from(a, lda, transpose_a, 0), m, k)) {
    size_t wide = n / WIDE_COLUMNS * WIDE_COLUMNS;
    multiply_sparse(left_from(a, lda, transpose_a, 0), b, ldb, c, ldc, accumulate, m, wide, k);
    b += wide;
    c += wide;
    n -= wide;
    if (n == 0) return;
  }
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
