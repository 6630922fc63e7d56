// Kernels for further elementwise operations, scans, and rows and columns by index: declared, and listed for the table
// of each CPU level (see KernelTable.h).
#ifndef TENSOR_KERNELS_INDEXING_H
#define TENSOR_KERNELS_INDEXING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---------------------------------------------------------------- rows at a distance (in floats, negative too)

/// y[i, 0 ..< columns] = x[i, 0 ..< columns]
void ck_copy_rows(float *y, ptrdiff_t ldy, const float *x, ptrdiff_t ldx, size_t rows, size_t columns);
/// y[i, 0 ..< columns] += x[i, 0 ..< columns]
void ck_add_rows(float *y, ptrdiff_t ldy, const float *x, ptrdiff_t ldx, size_t rows, size_t columns);
/// y[j, i] = x[i, j]
void ck_transpose_rows(float *y, ptrdiff_t ldy, const float *x, ptrdiff_t ldx, size_t rows, size_t columns);
/// y[i] = x[i * stride]
void ck_copy_strided(float *y, const float *x, ptrdiff_t stride, size_t n);

// ---------------------------------------------------------------- choices

/// 1 where a == b, else 0 (NaN equals nothing)
void ck_equal(float *y, const float *a, const float *b, size_t n);
/// a where mask != 0 (so for NaN too), else b
void ck_select(float *y, const float *mask, const float *a, const float *b, size_t n);

// ---------------------------------------------------------------- by index; the caller has checked the indices

/// y[o, t, i] = x[o, index[o, t, i], i] with x [outer, size, inner], index and y [outer, taken, inner]
void ck_gather_blocks(float *y, const float *x, const int32_t *index, size_t outer, size_t size, size_t taken,
                      size_t inner);
/// y[o, index[o, t, i], i] += x[o, t, i], t in rising order, with y [outer, size, inner], index and x
/// [outer, taken, inner]
void ck_scatter_add_blocks(float *y, const float *x, const int32_t *index, size_t outer, size_t size, size_t taken,
                           size_t inner);
/// y[index[i], 0 ..< columns] += x[i, 0 ..< columns], i in rising order
void ck_scatter_add_rows(float *y, size_t ldy, const float *x, size_t ldx, const int32_t *index, size_t count,
                         size_t columns);

#define CK_INDEXING_KERNELS(X)                                                                              \
  X(void, copy_rows, (float *y, ptrdiff_t ldy, const float *x, ptrdiff_t ldx, size_t rows, size_t columns), \
    (y, ldy, x, ldx, rows, columns))                                                                        \
  X(void, add_rows, (float *y, ptrdiff_t ldy, const float *x, ptrdiff_t ldx, size_t rows, size_t columns),  \
    (y, ldy, x, ldx, rows, columns))                                                                        \
  X(void, transpose_rows, (float *y, ptrdiff_t ldy, const float *x, ptrdiff_t ldx, size_t rows, size_t      \
    columns), (y, ldy, x, ldx, rows, columns))                                                              \
  X(void, copy_strided, (float *y, const float *x, ptrdiff_t stride, size_t n), (y, x, stride, n))          \
  X(void, equal, (float *y, const float *a, const float *b, size_t n), (y, a, b, n))                        \
  X(void, select, (float *y, const float *mask, const float *a, const float *b, size_t n), (y, mask, a, b,  \
    n))                                                                                                     \
  X(void, gather_blocks, (float *y, const float *x, const int32_t *index, size_t outer, size_t size,        \
    size_t taken, size_t inner), (y, x, index, outer, size, taken, inner))                                  \
  X(void, scatter_add_blocks, (float *y, const float *x, const int32_t *index, size_t outer, size_t size,   \
    size_t taken, size_t inner), (y, x, index, outer, size, taken, inner))                                  \
  X(void, scatter_add_rows, (float *y, size_t ldy, const float *x, size_t ldx, const int32_t *index,        \
    size_t count, size_t columns), (y, ldy, x, ldx, index, count, columns))

#endif
