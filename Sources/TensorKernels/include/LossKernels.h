// Kernels for losses: declared, and listed for the table of each CPU level (see KernelTable.h).
#ifndef TENSOR_KERNELS_LOSS_H
#define TENSOR_KERNELS_LOSS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The cross-entropy of each row of logits with its label, by one walk over memory. With p = softmax(x):
/// loss = -(1 - smoothing) w[label] log p[label] - smoothing / columns * sum over j of w[j] log p[j]; 0 in a row whose label is
/// `ignored`. The row's largest logit and log(sum exp(x - largest)) are written for the gradient (0 where ignored).
/// class_weight may be NULL (1); the caller has checked the other labels. NaN logits make the row's loss NaN.
void ck_cross_entropy_rows(float *loss, float *largest, float *logarithm, const float *x, const int32_t *label,
                           const float *class_weight, float smoothing, int64_t ignored, size_t rows, size_t columns);
/// dx = scale[row] times the derivative of the row's loss; 0 in an ignored row. dx may be x.
void ck_cross_entropy_rows_backward(float *dx, const float *scale, const float *x, const float *largest,
                                    const float *logarithm, const int32_t *label, const float *class_weight,
                                    float smoothing, int64_t ignored, size_t rows, size_t columns);

// Elementwise, n elements.

/// log(1 + exp(x)) - x target: the binary cross-entropy of a logit x with a target in 0 ... 1.
void ck_binary_cross_entropy(float *y, const float *x, const float *target, size_t n);
/// dx = dy (sigmoid(x) - target)
void ck_binary_cross_entropy_backward(float *dx, const float *dy, const float *x, const float *target, size_t n);
/// target (log(target) - x), 0 where the target is 0: the Kullback-Leibler divergence, x being the logarithm of a probability.
void ck_divergence(float *y, const float *x, const float *target, size_t n);

#define CK_LOSS_KERNELS(X)                                                                                     \
  X(void, cross_entropy_rows, (float *loss, float *largest, float *logarithm, const float *x, const            \
    int32_t *label, const float *class_weight, float smoothing, int64_t ignored, size_t rows, size_t           \
    columns), (loss, largest, logarithm, x, label, class_weight, smoothing, ignored, rows, columns))           \
  X(void, cross_entropy_rows_backward, (float *dx, const float *scale, const float *x, const float             \
    *largest, const float *logarithm, const int32_t *label, const float *class_weight, float smoothing,        \
    int64_t ignored, size_t rows, size_t columns), (dx, scale, x, largest, logarithm, label, class_weight,     \
    smoothing, ignored, rows, columns))                                                                        \
  X(void, binary_cross_entropy, (float *y, const float *x, const float *target, size_t n), (y, x, target,      \
    n))                                                                                                        \
  X(void, binary_cross_entropy_backward, (float *dx, const float *dy, const float *x, const float *target,     \
    size_t n), (dx, dy, x, target, n))                                                                         \
  X(void, divergence, (float *y, const float *x, const float *target, size_t n), (y, x, target, n))

#endif
