// Packing for the matrix product: panels of b, PANEL columns wide, and panels of a, TILE_ROWS rows high.

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
