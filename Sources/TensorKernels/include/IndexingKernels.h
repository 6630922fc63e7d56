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

// ---------------------------------------------------------------- powers (pow rounds once, nearly always) and angles

void ck_cube(float *y, const float *x, size_t n);                               // x x x, two roundings
void ck_exp2(float *y, const float *x, size_t n);
void ck_reciprocal_sqrt(float *y, const float *x, size_t n);                    // 1 / sqrt(x), two roundings
void ck_pow_scalar(float *y, const float *x, float power, size_t n);            // special cases as in IEEE 754's pow
void ck_pow(float *y, const float *x, const float *power, size_t n);
void ck_sin(float *y, const float *x, size_t n);                                // NaN where |x| >= 2^20
void ck_cos(float *y, const float *x, size_t n);

// ---------------------------------------------------------------- the largest and the smallest; NaN comes before all

/// The value and the number of the first largest (smallest) of each row; y or index may be NULL; columns > 0.
void ck_extreme_rows(float *y, int32_t *index, const float *x, size_t rows, size_t columns, bool smallest);
/// The same of each column of x [size, inner]; size > 0; index may be NULL.
void ck_extreme_columns(float *y, int32_t *index, const float *x, size_t size, size_t inner, bool smallest);
/// The k <= columns largest of each row, the largest first, of equal ones that with the lower number.
void ck_top_rows(float *y, int32_t *index, const float *x, size_t rows, size_t columns, size_t k);

// ---------------------------------------------------------------- along an axis

/// y[o, j, i] = x[o, 0, i] + ... + x[o, j, i], added from the left; from the right and the last on where reverse is true.
void ck_cumulative_sum(float *y, const float *x, size_t outer, size_t size, size_t inner, bool reverse);
/// y[rows] = max + log(sum exp(x - max)); -infinity for an empty row and one of -infinity alone
void ck_log_sum_exp_rows(float *y, const float *x, size_t rows, size_t columns);

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
    size_t count, size_t columns), (y, ldy, x, ldx, index, count, columns))                                 \
  X(void, cube, (float *y, const float *x, size_t n), (y, x, n))                                            \
  X(void, exp2, (float *y, const float *x, size_t n), (y, x, n))                                            \
  X(void, reciprocal_sqrt, (float *y, const float *x, size_t n), (y, x, n))                                 \
  X(void, pow_scalar, (float *y, const float *x, float power, size_t n), (y, x, power, n))                  \
  X(void, pow, (float *y, const float *x, const float *power, size_t n), (y, x, power, n))                  \
  X(void, sin, (float *y, const float *x, size_t n), (y, x, n))                                             \
  X(void, cos, (float *y, const float *x, size_t n), (y, x, n))                                             \
  X(void, extreme_rows, (float *y, int32_t *index, const float *x, size_t rows, size_t columns, bool        \
    smallest), (y, index, x, rows, columns, smallest))                                                      \
  X(void, extreme_columns, (float *y, int32_t *index, const float *x, size_t size, size_t inner, bool       \
    smallest), (y, index, x, size, inner, smallest))                                                        \
  X(void, top_rows, (float *y, int32_t *index, const float *x, size_t rows, size_t columns, size_t k),      \
    (y, index, x, rows, columns, k))                                                                        \
  X(void, cumulative_sum, (float *y, const float *x, size_t outer, size_t size, size_t inner, bool          \
    reverse), (y, x, outer, size, inner, reverse))                                                          \
  X(void, log_sum_exp_rows, (float *y, const float *x, size_t rows, size_t columns), (y, x, rows, columns))

#endif
