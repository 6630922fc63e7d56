// Every kernel as a list, X(result, name, (parameters), (arguments)), and as a table of functions per CPU level.
// The product uses `ck_...`; a test compares the levels inside one process through the tables.
#ifndef TENSOR_KERNELS_TABLE_H
#define TENSOR_KERNELS_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "AttentionKernels.h"
#include "ConvolutionKernels.h"
#include "IndexingKernels.h"
#include "LossKernels.h"
#include "NormalizationKernels.h"
#include "OptimizerKernels.h"
#include "RecurrentKernels.h"

#define CK_BASIC_KERNELS(X)                                                                                      \
  X(void, matmul, (float *c, size_t ldc, const float *a, size_t lda, bool transpose_a, const float *b,     \
    size_t ldb, bool transpose_b, const float *bias, int activation, bool accumulate, size_t m, size_t     \
    n, size_t k, float *workspace), (c, ldc, a, lda, transpose_a, b, ldb, transpose_b, bias, activation,   \
    accumulate, m, n, k, workspace))                                                                       \
  X(size_t, matmul_workspace, (size_t m, size_t n, size_t k, bool transpose_a, bool transpose_b), (m, n,   \
    k, transpose_a, transpose_b))                                                                          \
  X(void, pack, (float *packed, const float *b, size_t ldb, bool transpose_b, size_t n, size_t k),         \
    (packed, b, ldb, transpose_b, n, k))                                                                   \
  X(size_t, packed_size, (size_t n, size_t k), (n, k))                                                     \
  X(void, matmul_packed, (float *c, size_t ldc, const float *a, size_t lda, bool transpose_a, const        \
    float *packed, const float *bias, int activation, bool accumulate, size_t m, size_t n, size_t k,       \
    float *workspace), (c, ldc, a, lda, transpose_a, packed, bias, activation, accumulate, m, n, k,        \
    workspace))                                                                                            \
  X(size_t, matmul_packed_workspace, (size_t m, size_t n, size_t k, bool transpose_a), (m, n, k,           \
    transpose_a))                                                                                          \
  X(void, fill, (float *y, float value, size_t n), (y, value, n))                                          \
  X(void, copy, (float *y, const float *x, size_t n), (y, x, n))                                           \
  X(void, add, (float *y, const float *a, const float *b, size_t n), (y, a, b, n))                         \
  X(void, subtract, (float *y, const float *a, const float *b, size_t n), (y, a, b, n))                    \
  X(void, multiply, (float *y, const float *a, const float *b, size_t n), (y, a, b, n))                    \
  X(void, divide, (float *y, const float *a, const float *b, size_t n), (y, a, b, n))                      \
  X(void, minimum, (float *y, const float *a, const float *b, size_t n), (y, a, b, n))                     \
  X(void, maximum, (float *y, const float *a, const float *b, size_t n), (y, a, b, n))                     \
  X(void, add_scalar, (float *y, const float *x, float value, size_t n), (y, x, value, n))                 \
  X(void, multiply_scalar, (float *y, const float *x, float value, size_t n), (y, x, value, n))            \
  X(void, scalar_subtract, (float *y, float value, const float *x, size_t n), (y, value, x, n))            \
  X(void, scalar_divide, (float *y, float value, const float *x, size_t n), (y, value, x, n))              \
  X(void, add_scaled, (float *y, float scale, const float *x, size_t n), (y, scale, x, n))                 \
  X(void, interpolate, (float *y, const float *x, float rate, size_t n), (y, x, rate, n))                  \
  X(void, clip, (float *y, const float *x, float low, float high, size_t n), (y, x, low, high, n))         \
  X(void, square, (float *y, const float *x, size_t n), (y, x, n))                                         \
  X(void, sqrt, (float *y, const float *x, size_t n), (y, x, n))                                           \
  X(void, abs, (float *y, const float *x, size_t n), (y, x, n))                                            \
  X(void, sign, (float *y, const float *x, size_t n), (y, x, n))                                           \
  X(void, exp, (float *y, const float *x, size_t n), (y, x, n))                                            \
  X(void, log, (float *y, const float *x, size_t n), (y, x, n))                                            \
  X(void, tanh, (float *y, const float *x, size_t n), (y, x, n))                                           \
  X(void, sigmoid, (float *y, const float *x, size_t n), (y, x, n))                                        \
  X(void, relu, (float *y, const float *x, size_t n), (y, x, n))                                           \
  X(void, relu_backward, (float *dx, const float *dy, const float *y, size_t n), (dx, dy, y, n))           \
  X(void, tanh_backward, (float *dx, const float *dy, const float *y, size_t n), (dx, dy, y, n))           \
  X(void, sigmoid_backward, (float *dx, const float *dy, const float *y, size_t n), (dx, dy, y, n))        \
  X(void, bytes_to_floats, (float *y, const uint8_t *x, float scale, size_t n), (y, x, scale, n))          \
  X(bool, all_finite, (const float *x, size_t n), (x, n))                                                  \
  X(void, transpose, (float *y, const float *x, size_t rows, size_t columns), (y, x, rows, columns))       \
  X(float, sum, (const float *x, size_t n), (x, n))                                                        \
  X(float, sum_squares, (const float *x, size_t n), (x, n))                                                \
  X(float, dot, (const float *a, const float *b, size_t n), (a, b, n))                                     \
  X(float, max, (const float *x, size_t n), (x, n))                                                        \
  X(void, sum_columns, (float *y, const float *x, size_t rows, size_t columns, bool accumulate), (y, x,    \
    rows, columns, accumulate))                                                                            \
  X(void, sum_rows, (float *y, const float *x, size_t rows, size_t columns), (y, x, rows, columns))        \
  X(void, max_rows, (float *y, int32_t *index, const float *x, size_t rows, size_t columns), (y, index,    \
    x, rows, columns))                                                                                     \
  X(void, softmax_rows, (float *y, const float *x, size_t rows, size_t columns), (y, x, rows, columns))    \
  X(void, log_softmax_rows, (float *y, const float *x, size_t rows, size_t columns), (y, x, rows,          \
    columns))                                                                                              \
  X(void, softmax_backward_rows, (float *dx, const float *dy, const float *y, size_t rows, size_t          \
    columns), (dx, dy, y, rows, columns))                                                                  \
  X(void, log_softmax_backward_rows, (float *dx, const float *dy, const float *y, size_t rows, size_t      \
    columns), (dx, dy, y, rows, columns))                                                                  \
  X(void, gather_rows, (float *y, const float *x, const int32_t *index, size_t count, size_t columns),     \
    (y, x, index, count, columns))                                                                         \
  X(void, take_columns, (float *y, const float *x, const int32_t *index, size_t rows, size_t columns),     \
    (y, x, index, rows, columns))                                                                          \
  X(void, take_columns_backward, (float *dx, const float *dy, const int32_t *index, size_t rows, size_t    \
    columns), (dx, dy, index, rows, columns))                                                              \
  X(void, huber, (float *y, const float *prediction, const float *target, float delta, size_t n), (y,      \
    prediction, target, delta, n))                                                                         \
  X(void, huber_backward, (float *dx, const float *dy, const float *prediction, const float *target,       \
    float delta, size_t n), (dx, dy, prediction, target, delta, n))

#define CK_KERNELS(X)       \
  CK_BASIC_KERNELS(X)       \
  CK_CONVOLUTION_KERNELS(X) \
  CK_NORMALIZATION_KERNELS(X) \
  CK_RECURRENT_KERNELS(X) \
  CK_ATTENTION_KERNELS(X) \
  CK_INDEXING_KERNELS(X) \
  CK_LOSS_KERNELS(X) \
  CK_OPTIMIZER_KERNELS(X)

#define CK_FIELD(result, name, parameters, arguments) result (*name) parameters;
struct ck_kernels {
  CK_KERNELS(CK_FIELD)
};
#undef CK_FIELD

/// The functions of one level, or NULL where this CPU (or this build) has not got it.
/// A matrix packed by one level can only be read by the same one.
const struct ck_kernels *ck_kernels_at_level(int level);

#endif
