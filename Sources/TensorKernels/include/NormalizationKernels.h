// Kernels for normalization, dropout, further activations: declared, and listed for the table of each CPU level (see KernelTable.h).
#ifndef TENSOR_KERNELS_NORMALIZATION_H
#define TENSOR_KERNELS_NORMALIZATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---------------------------------------------------------------- rows: layer norm and root-mean-square norm

/// y = (x - mean) scale weight + bias in each row, with scale = 1 / sqrt(variance + epsilon): the mean by ck_sum, the variance by
/// the squares of the differences in the same order, both divided by columns. Where `centered` is false, mean is 0 (RMS norm).
/// mean[rows] and scale[rows] are written for the gradient; weight and bias [columns] may be NULL (1 and 0).
void ck_normalize_rows(float *y, float *mean, float *scale, const float *x, const float *weight, const float *bias,
                       float epsilon, bool centered, size_t rows, size_t columns);
/// The gradients from dy: dx, and dweight and dbias [columns] summed over these rows, row 0 first. Each of the three may be NULL.
void ck_normalize_rows_backward(float *dx, float *dweight, float *dbias, const float *dy, const float *x,
                                const float *mean, const float *scale, const float *weight, bool centered, size_t rows,
                                size_t columns);

// ---------------------------------------------------------------- activations, n elements; outputs may alias inputs

/// x P(X <= x) for a standard normal X; at most 6 ulp. The gradient's kernel gives dy times the derivative.
void ck_gelu(float *y, const float *x, size_t n);
void ck_gelu_backward(float *dx, const float *dy, const float *x, size_t n);
/// P(X <= x) for a standard normal X: (1 + erf(x / sqrt 2)) / 2, also far below 0 to at most 6 ulp.
void ck_normal_cumulative(float *y, const float *x, size_t n);
/// x / (1 + exp(-2 sqrt(2 / pi) (x + 0.044715 x^3))), which is x (1 + tanh(...)) / 2 without its cancellation.
void ck_gelu_tanh(float *y, const float *x, size_t n);
void ck_gelu_tanh_backward(float *dx, const float *dy, const float *x, size_t n);

#define CK_NORMALIZATION_KERNELS(X)                                                                            \
  X(void, normalize_rows, (float *y, float *mean, float *scale, const float *x, const float *weight,           \
    const float *bias, float epsilon, bool centered, size_t rows, size_t columns), (y, mean, scale, x,         \
    weight, bias, epsilon, centered, rows, columns))                                                           \
  X(void, normalize_rows_backward, (float *dx, float *dweight, float *dbias, const float *dy, const float      \
    *x, const float *mean, const float *scale, const float *weight, bool centered, size_t rows, size_t         \
    columns), (dx, dweight, dbias, dy, x, mean, scale, weight, centered, rows, columns))                       \
  X(void, gelu, (float *y, const float *x, size_t n), (y, x, n))                                               \
  X(void, gelu_backward, (float *dx, const float *dy, const float *x, size_t n), (dx, dy, x, n))               \
  X(void, normal_cumulative, (float *y, const float *x, size_t n), (y, x, n))                                  \
  X(void, gelu_tanh, (float *y, const float *x, size_t n), (y, x, n))                                          \
  X(void, gelu_tanh_backward, (float *dx, const float *dy, const float *x, size_t n), (dx, dy, x, n))

#endif
