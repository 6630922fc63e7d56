// Products whose left matrix is mostly 0, as gradients behind a ReLU are: the steps at which an element of a is 0 are
// left out, with the bits of the whole chain. Where b is finite, such a step adds 0 or -0, which changes no sum but
// one: it may turn -0 into 0. So a tile with a sum of -0 is worked out again step by step, as are the rows above a
// panel of b that is not finite.

#define SPARSE_ROWS 64    // rows of a that are listed at once
#define SPARSE_DEPTH 128  // and steps: a panel of b of this depth stays in the first cache or near it

#if TILE_VECTORS >= 3
#define WIDE_VECTORS 6
#else
#define WIDE_VECTORS 8
#endif
#define WIDE_COLUMNS (WIDE_VECTORS * LANES)

typedef int32_t vector_bits __attribute__((ext_vector_type(LANES)));

/// An element of a that is not 0, and where its row of b begins in the packed panel.
struct element {
  float value;
  uint32_t place;
};

/// The elements that are not 0 of a block of a: row by row, in the order of their steps.
struct sparse_rows {
  struct element elements[SPARSE_ROWS][SPARSE_DEPTH];
  uint32_t counts[SPARSE_ROWS];
};

static void list_elements(struct sparse_rows *list, struct left left, size_t rows, size_t depth) {
  size_t step = left.by_column ? left.stride : 1;
  for (size_t i = 0; i < rows; i++) {
    const float *a = left_rows(left, i);
    struct element *elements = list->elements[i];
    uint32_t count = 0;
    for (size_t p = 0; p < depth; p++, a += step) {
      // Written in any case, and counted where it is not 0: nothing hangs on a guess of the processor.
      elements[count] = (struct element){*a, (uint32_t)(p * WIDE_COLUMNS)};
      count += *a != 0.0f;
    }
    list->counts[i] = count;
  }
}

/// Packs a panel of b; false where it is not finite.
static bool pack_finite(float *panel, const float *b, size_t ldb, size_t depth) {
  vector nothing = 0.0f;
  for (size_t p = 0; p < depth; p++, b += ldb, panel += WIDE_COLUMNS) {
    UNROLL for (int v = 0; v < WIDE_VECTORS; v++) {
      vector value = load_vector(b + v * LANES);
      store_vector(panel + v * LANES, value);
      nothing += value * 0.0f;
    }
  }
  return __builtin_reduce_or((vector_bits)(nothing != 0.0f)) == 0;
}

/// One row of a tile; false, and nothing written, where a sum is -0.
INLINE bool sparse_tile(const struct element *elements, size_t count, const float *panel, float *c, bool load) {
  vector sums[WIDE_VECTORS];
  UNROLL for (int v = 0; v < WIDE_VECTORS; v++) sums[v] = load ? load_vector(c + v * LANES) : (vector)0.0f;
#pragma clang loop unroll(disable)
  for (size_t e = 0; e < count; e++) {
    const float *b = panel + elements[e].place;
    vector left = elements[e].value;
    UNROLL for (int v = 0; v < WIDE_VECTORS; v++) sums[v] = fma_vector(left, load_vector(b + v * LANES), sums[v]);
  }
  vector_bits negative_zeros = 0;
  UNROLL for (int v = 0; v < WIDE_VECTORS; v++) negative_zeros |= (vector_bits)sums[v] == INT32_MIN;
  if (__builtin_reduce_or(negative_zeros) != 0) return false;
  UNROLL for (int v = 0; v < WIDE_VECTORS; v++) store_vector(c + v * LANES, sums[v]);
  return true;
}

/// c[m, n] (+)= a b, n a multiple of WIDE_COLUMNS.
static void multiply_sparse(struct left left, const float *b, size_t ldb, float *c, size_t ldc, bool accumulate,
                            size_t m, size_t n, size_t k) {
  struct sparse_rows list;
  float panel[SPARSE_DEPTH * WIDE_COLUMNS] __attribute__((aligned(64)));
  for (size_t row = 0; row < m; row += SPARSE_ROWS)
    for (size_t from = 0; from < k; from += SPARSE_DEPTH) {
      size_t rows = smaller(SPARSE_ROWS, m - row), depth = smaller(SPARSE_DEPTH, k - from);
      struct left block = {left.a + (left.by_column ? from * left.stride + row : row * left.stride + from), left.stride,
                           left.by_column};
      struct ends ends = {accumulate || from != 0, NULL, false};
      list_elements(&list, block, rows, depth);
      for (size_t j = 0; j < n; j += WIDE_COLUMNS) {
        const float *columns = b + from * ldb + j;
        bool is_finite = pack_finite(panel, columns, ldb, depth);
        for (size_t i = 0; i < rows; i++) {
          float *place = c + (row + i) * ldc + j;
          if (is_finite && sparse_tile(list.elements[i], list.counts[i], panel, place, ends.load)) continue;
          wide_tiles[0][block.by_column](1, 0, depth, left_rows(block, i), block.stride, columns, ldb, PANEL, place,
                                         ldc, &ends);
        }
      }
    }
}

/// Whether a product is large enough for a search for zeros.
INLINE bool pays_sparse(size_t m, size_t n, size_t k) { return n >= 2 * WIDE_COLUMNS && m * k >= 512; }

/// Whether so many elements of a are 0 that leaving them out pays.
static bool is_sparse(struct left left, size_t m, size_t k) {
  size_t outer = left.by_column ? k : m, inner = left.by_column ? m : k, zeros = 0;
  for (size_t x = 0; x < outer; x++, left.a += left.stride) {
    integers16 found = 0;
    size_t y = 0;
    for (; y + 16 <= inner; y += 16) found -= (integers16)(load16(left.a + y) == 0.0f);
    for (; y < inner; y++) zeros += left.a[y] == 0.0f;
    zeros += (size_t)__builtin_reduce_add(found);
  }
  return 2 * zeros >= m * k;
}
