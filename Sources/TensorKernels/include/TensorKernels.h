// The loops under Apus: plain C over float arrays, the same bits on every CPU level.
//
// Every function computes each output element by one fixed chain of IEEE operations (fused multiply-add where the
// comment says so), whatever the vector width, the tiling or the way a caller splits the outputs between threads.
// Nothing here allocates, starts a thread or keeps state, beyond the CPU level chosen once at start.
#ifndef TENSOR_KERNELS_H
#define TENSOR_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "KernelTable.h"

// ---------------------------------------------------------------- CPU level

enum { CK_LEVEL_BASELINE = 0, CK_LEVEL_V3 = 1, CK_LEVEL_V4 = 2 };

/// The level in use: the best that this CPU has, or what APUS_CPU=baseline|v3|v4 asks for.
int ck_level(void);
/// "baseline", "v3" or "v4".
const char *ck_level_name(int level);
/// The best level that this CPU can run.
int ck_level_supported(void);
/// NULL, or why APUS_CPU could not be obeyed (unknown word, or a level that this CPU lacks); the best level is used then.
const char *ck_level_error(void);

// ---------------------------------------------------------------- matrix product

enum { CK_ACTIVATION_NONE = 0, CK_ACTIVATION_RELU = 1, CK_ACTIVATION_TANH = 2, CK_ACTIVATION_SIGMOID = 3 };

/// c[m,n] = activation(op(a)[m,k] op(b)[k,n] (+ c if accumulate) + bias[n]); bias may be NULL.
/// op(x) is x, or its transpose where transpose_* is true: `a` is stored [m,k] or [k,m], `b` [k,n] or [n,k], row-major,
/// with rows lda, ldb, ldc floats apart. Each element: acc = accumulate ? c : 0; acc = fma(a, b, acc) for p = 0 ..< k;
/// acc + bias; activation. `workspace` holds ck_matmul_workspace floats, 64-byte aligned (NULL where that is 0).
void ck_matmul(float *c, size_t ldc, const float *a, size_t lda, bool transpose_a, const float *b, size_t ldb,
               bool transpose_b, const float *bias, int activation, bool accumulate, size_t m, size_t n, size_t k,
               float *workspace);
size_t ck_matmul_workspace(size_t m, size_t n, size_t k, bool transpose_a, bool transpose_b);

/// The right-hand matrix laid out once for many products (weights between two updates): packed holds ck_packed_size floats.
void ck_pack(float *packed, const float *b, size_t ldb, bool transpose_b, size_t n, size_t k);
size_t ck_packed_size(size_t n, size_t k);
/// ck_matmul with `b` already packed; the same bits as ck_matmul.
void ck_matmul_packed(float *c, size_t ldc, const float *a, size_t lda, bool transpose_a, const float *packed,
                      const float *bias, int activation, bool accumulate, size_t m, size_t n, size_t k,
                      float *workspace);
size_t ck_matmul_packed_workspace(size_t m, size_t n, size_t k, bool transpose_a);

// ---------------------------------------------------------------- elementwise, n elements; outputs may alias inputs

void ck_fill(float *y, float value, size_t n);
void ck_copy(float *y, const float *x, size_t n);
void ck_add(float *y, const float *a, const float *b, size_t n);
void ck_subtract(float *y, const float *a, const float *b, size_t n);
void ck_multiply(float *y, const float *a, const float *b, size_t n);
void ck_divide(float *y, const float *a, const float *b, size_t n);
void ck_minimum(float *y, const float *a, const float *b, size_t n);   // NaN if either is NaN
void ck_maximum(float *y, const float *a, const float *b, size_t n);   // NaN if either is NaN
void ck_add_scalar(float *y, const float *x, float value, size_t n);
void ck_multiply_scalar(float *y, const float *x, float value, size_t n);
void ck_scalar_subtract(float *y, float value, const float *x, size_t n);  // value - x
void ck_scalar_divide(float *y, float value, const float *x, size_t n);    // value / x
void ck_add_scaled(float *y, float scale, const float *x, size_t n);       // y = fma(scale, x, y)
void ck_interpolate(float *y, const float *x, float rate, size_t n);       // y = fma(rate, x - y, y)
void ck_clip(float *y, const float *x, float low, float high, size_t n);
void ck_square(float *y, const float *x, size_t n);
void ck_sqrt(float *y, const float *x, size_t n);
void ck_abs(float *y, const float *x, size_t n);
void ck_sign(float *y, const float *x, size_t n);                           // -1, 0 or 1
void ck_exp(float *y, const float *x, size_t n);                            // <= 4 ulp, denormals and infinities right
void ck_log(float *y, const float *x, size_t n);
void ck_tanh(float *y, const float *x, size_t n);
void ck_sigmoid(float *y, const float *x, size_t n);
void ck_relu(float *y, const float *x, size_t n);
void ck_relu_backward(float *dx, const float *dy, const float *y, size_t n);     // dy where y > 0, else 0
void ck_tanh_backward(float *dx, const float *dy, const float *y, size_t n);     // dy (1 - y y)
void ck_sigmoid_backward(float *dx, const float *dy, const float *y, size_t n);  // dy y (1 - y)
void ck_bytes_to_floats(float *y, const uint8_t *x, float scale, size_t n);      // y = x * scale
bool ck_all_finite(const float *x, size_t n);
void ck_transpose(float *y, const float *x, size_t rows, size_t columns);        // y[columns,rows] = x[rows,columns]T

// ---------------------------------------------------------------- reductions, in one fixed order

/// Sixteen running sums (element i goes to sum i mod 16), then a pairwise tree over the sixteen.
float ck_sum(const float *x, size_t n);
float ck_sum_squares(const float *x, size_t n);              // fma(x, x, sum), same order
float ck_dot(const float *a, const float *b, size_t n);      // fma(a, b, sum), same order
float ck_max(const float *x, size_t n);                      // NaN if any is NaN; -infinity for n = 0
/// y[columns] (+)= the sum over rows, row 0 first.
void ck_sum_columns(float *y, const float *x, size_t rows, size_t columns, bool accumulate);
void ck_sum_rows(float *y, const float *x, size_t rows, size_t columns);  // y[rows], each by ck_sum
/// y[rows] and the index of the first largest of each row; either may be NULL. A NaN counts as the largest.
void ck_max_rows(float *y, int32_t *index, const float *x, size_t rows, size_t columns);
void ck_softmax_rows(float *y, const float *x, size_t rows, size_t columns);
void ck_log_softmax_rows(float *y, const float *x, size_t rows, size_t columns);
void ck_softmax_backward_rows(float *dx, const float *dy, const float *y, size_t rows, size_t columns);
void ck_log_softmax_backward_rows(float *dx, const float *dy, const float *y, size_t rows, size_t columns);

// ---------------------------------------------------------------- rows and columns by index

/// y[i,:] = x[index[i],:]; the caller has checked the indices.
void ck_gather_rows(float *y, const float *x, const int32_t *index, size_t count, size_t columns);
/// y[i] = x[i, index[i]]
void ck_take_columns(float *y, const float *x, const int32_t *index, size_t rows, size_t columns);
/// dx = 0, then dx[i, index[i]] = dy[i]
void ck_take_columns_backward(float *dx, const float *dy, const int32_t *index, size_t rows, size_t columns);

// ---------------------------------------------------------------- losses

/// d = prediction - target; y = |d| <= delta ? d d / 2 : delta (|d| - delta / 2)
void ck_huber(float *y, const float *prediction, const float *target, float delta, size_t n);
/// dx = dy * clip(prediction - target, -delta, delta)
void ck_huber_backward(float *dx, const float *dy, const float *prediction, const float *target, float delta, size_t n);

#endif
