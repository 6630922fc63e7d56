// Kernels for convolutions and pooling: declared, and listed for the table of each CPU level (see KernelTable.h).
#ifndef TENSOR_KERNELS_CONVOLUTION_H
#define TENSOR_KERNELS_CONVOLUTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---------------------------------------------------------------- convolution

/// The sizes of a convolution. Images are [channels, height, width] (x) and [outputs, out_height, out_width] (y),
/// weights [outputs, channels / groups, kernel_height, kernel_width]. Where the pool is more than 1 x 1, y is followed
/// by a max-pool of disjoint windows of that size; what does not fill a window is left out.
struct ck_convolution {
  size_t channels, height, width;
  size_t outputs, out_height, out_width;
  size_t kernel_height, kernel_width, stride_height, stride_width;
  size_t padding_height, padding_width, dilation_height, dilation_width, groups;
  size_t pool_height, pool_width;
};

/// The weights laid out for the forward pass or, `transposed`, for the gradient of the input: packed holds
/// ck_convolution_packed_size floats. Only the level that packed them can read them.
void ck_convolution_pack(float *packed, const float *weight, const struct ck_convolution *s, bool transposed);
size_t ck_convolution_packed_size(const struct ck_convolution *s, bool transposed);

/// y = activation(convolution of x + bias), for `images` images. Each element: acc = 0; acc = fma(x, w, acc) over
/// (kernel row, kernel column, channel), zeros outside the image among them; acc + bias (may be NULL); activation.
/// With a pool, y holds the largest of each window, and index (one byte for each, [window, output]) its place in the
/// window, row by row: the first of equal ones; NaN is the largest; 255 where a ReLU has left nothing above 0.
/// The activation is then none or ReLU. `workspace` holds ck_convolution_workspace floats, 64-byte aligned.
void ck_convolution_forward(float *y, uint8_t *index, const float *x, const float *packed, const float *bias,
                            int activation, const struct ck_convolution *s, size_t images, float *workspace);

/// From dy, the gradient of y (or of the windows that `index` belongs to; taken as 0 where `mask` is given and not
/// above 0): dx, the gradient of x (plus bias[channel] where given), by the weights packed transposed; and into
/// `partial`, which it overwrites, the gradients of the weights and of the bias summed over these images. Either may be
/// NULL. An element of dx is one chain of fma over (kernel row, kernel column, both descending, output); one of the
/// weights' gradient is one over (image, row, column), and the bias's a plain sum in the same order.
void ck_convolution_backward(float *dx, float *partial, const float *dy, const float *mask, const uint8_t *index,
                             const float *x, const float *packed, const float *bias, const struct ck_convolution *s,
                             size_t images, float *workspace);
/// Floats of workspace for either pass.
size_t ck_convolution_workspace(const struct ck_convolution *s);
size_t ck_convolution_partial_size(const struct ck_convolution *s);
/// The sum of `count` partials, one after the other, in the layout of the weights and the bias; either may be NULL.
/// The first partial is overwritten.
void ck_convolution_sum(float *weight_gradient, float *bias_gradient, float *partials, size_t count,
                        const struct ck_convolution *s);

/// The gradient of the full y from that of its windows (see ck_convolution_forward), for `images` images, and back:
/// the elements of dy at the windows' places, 0 for windows without one.
void ck_unpool(float *dy, const float *pooled, const uint8_t *index, const struct ck_convolution *s, size_t images);
void ck_pool_again(float *pooled, const float *dy, const uint8_t *index, const struct ck_convolution *s,
                   size_t images);

// ---------------------------------------------------------------- pooling

/// The windows of a pooling. Window (i, j) covers rows row_start[i] ..< row_end[i] and columns likewise, at least one
/// of each; its average divides by row_count[i] * column_count[j].
struct ck_pooling {
  size_t height, width, out_height, out_width;
  const int32_t *row_start, *row_end, *row_count;
  const int32_t *column_start, *column_end, *column_count;
};

/// The largest of each window and its place in the plane, the first of equal ones; NaN is the largest.
void ck_max_pool(float *y, int32_t *index, const float *x, const struct ck_pooling *s, size_t planes);
/// dx = the sums of dy over the windows that have chosen an element, window by window.
void ck_max_pool_backward(float *dx, const float *dy, const int32_t *index, const struct ck_pooling *s,
                          size_t planes);
/// y = the elements of dx at the places.
void ck_max_pool_again(float *y, const float *dx, const int32_t *index, const struct ck_pooling *s, size_t planes);
/// The sum of each window, row by row, over its count.
void ck_average_pool(float *y, const float *x, const struct ck_pooling *s, size_t planes);
/// dx = the sums of dy / count over the windows that hold an element, window by window.
void ck_average_pool_backward(float *dx, const float *dy, const struct ck_pooling *s, size_t planes);

#define CK_CONVOLUTION_KERNELS(X)                                                                             \
  X(void, convolution_pack, (float *packed, const float *weight, const struct ck_convolution *s, bool         \
    transposed), (packed, weight, s, transposed))                                                             \
  X(size_t, convolution_packed_size, (const struct ck_convolution *s, bool transposed), (s, transposed))      \
  X(void, convolution_forward, (float *y, uint8_t *index, const float *x, const float *packed, const float    \
    *bias, int activation, const struct ck_convolution *s, size_t images, float *workspace), (y, index, x,    \
    packed, bias, activation, s, images, workspace))                                                          \
  X(void, convolution_backward, (float *dx, float *partial, const float *dy, const float *mask, const         \
    uint8_t *index, const float *x, const float *packed, const float *bias, const struct ck_convolution *s,   \
    size_t images, float *workspace), (dx, partial, dy, mask, index, x, packed, bias, s, images, workspace))  \
  X(size_t, convolution_workspace, (const struct ck_convolution *s), (s))                                     \
  X(size_t, convolution_partial_size, (const struct ck_convolution *s), (s))                                  \
  X(void, convolution_sum, (float *weight_gradient, float *bias_gradient, float *partials, size_t             \
    count, const struct ck_convolution *s), (weight_gradient, bias_gradient, partials, count, s))             \
  X(void, unpool, (float *dy, const float *pooled, const uint8_t *index, const struct ck_convolution *s,      \
    size_t images), (dy, pooled, index, s, images))                                                           \
  X(void, pool_again, (float *pooled, const float *dy, const uint8_t *index, const struct ck_convolution *s,  \
    size_t images), (pooled, dy, index, s, images))                                                           \
  X(void, max_pool, (float *y, int32_t *index, const float *x, const struct ck_pooling *s, size_t planes),    \
    (y, index, x, s, planes))                                                                                 \
  X(void, max_pool_backward, (float *dx, const float *dy, const int32_t *index, const struct ck_pooling *s,   \
    size_t planes), (dx, dy, index, s, planes))                                                               \
  X(void, max_pool_again, (float *y, const float *dx, const int32_t *index, const struct ck_pooling *s,       \
    size_t planes), (y, dx, index, s, planes))                                                                \
  X(void, average_pool, (float *y, const float *x, const struct ck_pooling *s, size_t planes), (y, x, s,      \
    planes))                                                                                                  \
  X(void, average_pool_backward, (float *dx, const float *dy, const struct ck_pooling *s, size_t planes),     \
    (dx, dy, s, planes))

#endif
