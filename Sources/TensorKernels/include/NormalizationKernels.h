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

// ---------------------------------------------------------------- channels: batch norm, group norm

// x is [batch, channels, size], `stride` floats from one example to the next (a part of the channels may be given). A sum over
// a channel is the sum of each example's ck_sum, example 0 first. weight and bias [channels] may be NULL (1 and 0).

/// mean, variance (divided by batch size) and scale = 1 / sqrt(variance + epsilon) of each channel, and
/// y = (x - mean) scale weight + bias.
void ck_batch_norm(float *y, float *mean, float *variance, float *scale, const float *x, const float *weight,
                   const float *bias, float epsilon, size_t batch, size_t stride, size_t channels, size_t size);
/// The same y from given statistics.
void ck_batch_norm_fixed(float *y, const float *x, const float *mean, const float *scale, const float *weight,
                         const float *bias, size_t batch, size_t stride, size_t channels, size_t size);
/// The gradients from dy: dx (may be NULL), dweight and dbias [channels]. Where `fixed` is true the statistics are constants.
void ck_batch_norm_backward(float *dx, float *dweight, float *dbias, const float *dy, const float *x, const float *mean,
                            const float *scale, const float *weight, bool fixed, size_t batch, size_t stride,
                            size_t channels, size_t size);
/// Rows of channels size floats, each normalized by its own statistics; row r (of which `first` precede these) is group r mod
/// groups of an example, so that weight and bias [groups channels] are those of its channels.
void ck_group_norm(float *y, float *mean, float *scale, const float *x, const float *weight, const float *bias,
                   float epsilon, size_t first, size_t rows, size_t groups, size_t channels, size_t size);
/// The gradients from dy: dx (may be NULL), and dweight and dbias [rows, channels], not yet summed over the examples.
void ck_group_norm_backward(float *dx, float *dweight, float *dbias, const float *dy, const float *x, const float *mean,
                            const float *scale, const float *weight, size_t first, size_t rows, size_t groups,
                            size_t channels, size_t size);

// ---------------------------------------------------------------- dropout

/// Bit i of the mask (32 a word, the lowest first) is whether the upper 24 bits of word position + i of the random stream `key`
/// are at least `threshold`. The words are those of Determinism.RandomStream: Philox4x32-10, four a block.
void ck_dropout_mask(uint32_t *mask, uint64_t key, uint64_t position, uint32_t threshold, size_t n);
/// y = x scale where the mask has a 1, else 0.
void ck_masked(float *y, const float *x, const uint32_t *mask, float scale, size_t n);

// ---------------------------------------------------------------- activations, n elements; outputs may alias inputs

/// x P(X <= x) for a standard normal X; at most 8 ulp. The gradient's kernel gives dy times the derivative.
void ck_gelu(float *y, const float *x, size_t n);
void ck_gelu_backward(float *dx, const float *dy, const float *x, size_t n);
/// P(X <= x) for a standard normal X: (1 + erf(x / sqrt 2)) / 2, to at most 8 ulp down to -12.5; below -13.2 the value there, 4e-40.
void ck_normal_cumulative(float *y, const float *x, size_t n);
/// x / (1 + exp(-2 sqrt(2 / pi) (x + 0.044715 x^3))), which is x (1 + tanh(...)) / 2 without its cancellation.
void ck_gelu_tanh(float *y, const float *x, size_t n);
void ck_gelu_tanh_backward(float *dx, const float *dy, const float *x, size_t n);
void ck_silu(float *y, const float *x, size_t n);  // x sigmoid(x)
void ck_silu_backward(float *dx, const float *dy, const float *x, size_t n);
void ck_leaky_relu(float *y, const float *x, float slope, size_t n);  // x, or slope x below 0
void ck_leaky_relu_backward(float *dx, const float *dy, const float *x, float slope, size_t n);
void ck_elu(float *y, const float *x, float alpha, size_t n);  // x, or alpha (exp(x) - 1) below 0
void ck_elu_backward(float *dx, const float *dy, const float *x, float alpha, size_t n);
void ck_softplus(float *y, const float *x, size_t n);  // log(1 + exp(x))
void ck_softplus_backward(float *dx, const float *dy, const float *x, size_t n);
void ck_hardswish(float *y, const float *x, size_t n);  // x clip(x + 3, 0, 6) / 6
void ck_hardswish_backward(float *dx, const float *dy, const float *x, size_t n);

#define CK_NORMALIZATION_KERNELS(X)                                                                            \
  X(void, normalize_rows, (float *y, float *mean, float *scale, const float *x, const float *weight, const     \
    float *bias, float epsilon, bool centered, size_t rows, size_t columns), (y, mean, scale, x, weight,       \
    bias, epsilon, centered, rows, columns))                                                                   \
  X(void, normalize_rows_backward, (float *dx, float *dweight, float *dbias, const float *dy, const float      \
    *x, const float *mean, const float *scale, const float *weight, bool centered, size_t rows, size_t         \
    columns), (dx, dweight, dbias, dy, x, mean, scale, weight, centered, rows, columns))                       \
  X(void, batch_norm, (float *y, float *mean, float *variance, float *scale, const float *x, const float       \
    *weight, const float *bias, float epsilon, size_t batch, size_t stride, size_t channels, size_t size),     \
    (y, mean, variance, scale, x, weight, bias, epsilon, batch, stride, channels, size))                       \
  X(void, batch_norm_fixed, (float *y, const float *x, const float *mean, const float *scale, const float      \
    *weight, const float *bias, size_t batch, size_t stride, size_t channels, size_t size), (y, x, mean,       \
    scale, weight, bias, batch, stride, channels, size))                                                       \
  X(void, batch_norm_backward, (float *dx, float *dweight, float *dbias, const float *dy, const float *x,      \
    const float *mean, const float *scale, const float *weight, bool fixed, size_t batch, size_t stride,       \
    size_t channels, size_t size), (dx, dweight, dbias, dy, x, mean, scale, weight, fixed, batch, stride,      \
    channels, size))                                                                                           \
  X(void, group_norm, (float *y, float *mean, float *scale, const float *x, const float *weight, const         \
    float *bias, float epsilon, size_t first, size_t rows, size_t groups, size_t channels, size_t size),       \
    (y, mean, scale, x, weight, bias, epsilon, first, rows, groups, channels, size))                           \
  X(void, group_norm_backward, (float *dx, float *dweight, float *dbias, const float *dy, const float *x,      \
    const float *mean, const float *scale, const float *weight, size_t first, size_t rows, size_t groups,      \
    size_t channels, size_t size), (dx, dweight, dbias, dy, x, mean, scale, weight, first, rows, groups,       \
    channels, size))                                                                                           \
  X(void, dropout_mask, (uint32_t *mask, uint64_t key, uint64_t position, uint32_t threshold, size_t n),       \
    (mask, key, position, threshold, n))                                                                       \
  X(void, masked, (float *y, const float *x, const uint32_t *mask, float scale, size_t n), (y, x, mask,        \
    scale, n))                                                                                                 \
  X(void, gelu, (float *y, const float *x, size_t n), (y, x, n))                                               \
  X(void, gelu_backward, (float *dx, const float *dy, const float *x, size_t n), (dx, dy, x, n))               \
  X(void, normal_cumulative, (float *y, const float *x, size_t n), (y, x, n))                                  \
  X(void, gelu_tanh, (float *y, const float *x, size_t n), (y, x, n))                                          \
  X(void, gelu_tanh_backward, (float *dx, const float *dy, const float *x, size_t n), (dx, dy, x, n))          \
  X(void, silu, (float *y, const float *x, size_t n), (y, x, n))                                               \
  X(void, silu_backward, (float *dx, const float *dy, const float *x, size_t n), (dx, dy, x, n))               \
  X(void, leaky_relu, (float *y, const float *x, float slope, size_t n), (y, x, slope, n))                     \
  X(void, leaky_relu_backward, (float *dx, const float *dy, const float *x, float slope, size_t n), (dx,       \
    dy, x, slope, n))                                                                                          \
  X(void, elu, (float *y, const float *x, float alpha, size_t n), (y, x, alpha, n))                            \
  X(void, elu_backward, (float *dx, const float *dy, const float *x, float alpha, size_t n), (dx, dy, x,       \
    alpha, n))                                                                                                 \
  X(void, softplus, (float *y, const float *x, size_t n), (y, x, n))                                           \
  X(void, softplus_backward, (float *dx, const float *dy, const float *x, size_t n), (dx, dy, x, n))           \
  X(void, hardswish, (float *y, const float *x, size_t n), (y, x, n))                                          \
  X(void, hardswish_backward, (float *dx, const float *dy, const float *x, size_t n), (dx, dy, x, n))

#endif
