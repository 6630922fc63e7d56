// Kernels for optimizers: declared, and listed for the table of each CPU level (see KernelTable.h).
#ifndef TENSOR_KERNELS_OPTIMIZER_H
#define TENSOR_KERNELS_OPTIMIZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---------------------------------------------------------------- whole steps, in place over n parameters
//
// In each, g stands for clip(scale * gradient, -limit, limit): scale 1 and limit INFINITY leave the gradient's bits as they are.

/// g' = g + decay p; v = momentum v + g'; p -= rate (nesterov ? g' + momentum v : v). velocity may be NULL where momentum is 0.
void ck_sgd(float *p, const float *g, float *velocity, float rate, float momentum, float decay, bool nesterov,
            float scale, float limit, size_t n);
/// PyTorch's RMSprop: s = alpha s + (1 - alpha) g'g'; u = g' / (sqrt(s) + epsilon); with momentum: v = momentum v + u, p -= rate v.
/// velocity may be NULL where momentum is 0.
void ck_rmsprop(float *p, const float *g, float *square, float *velocity, float rate, float alpha, float epsilon,
                float momentum, float decay, float scale, float limit, size_t n);
/// Adam (Kingma & Ba 2015, algorithm 1), and AdamW (Loshchilov & Hutter 2019) where decoupled is true:
/// m = b1 m + (1-b1) g; v = b2 v + (1-b2) g g; p -= rate (m / correction1) / (sqrt(v / correction2) + epsilon),
/// with correction_i = 1 - b_i^t, computed by the caller. Decay: g += decay p first, or, decoupled, p -= rate decay p.
void ck_adam(float *p, const float *g, float *m, float *v, float rate, float beta1, float beta2, float epsilon,
             float correction1, float correction2, float decay, bool decoupled, float scale, float limit, size_t n);
/// Lion (Chen et al. 2023, algorithm 2): c = b1 m + (1-b1) g; m = b2 m + (1-b2) g; p -= rate (sign(c) + decay p).
/// The sign of 0 and of NaN is 0.
void ck_lion(float *p, const float *g, float *m, float rate, float beta1, float beta2, float decay, float scale,
             float limit, size_t n);

// ---------------------------------------------------------------- single parts, which change an update u of n elements

/// v = momentum v + u; u = nesterov ? u + momentum v : v.
void ck_momentum_direction(float *u, float *velocity, float momentum, bool nesterov, size_t n);
/// s = alpha s + (1 - alpha) u u; u = u / (sqrt(s) + epsilon).
void ck_rmsprop_direction(float *u, float *square, float alpha, float epsilon, size_t n);
/// m = b1 m + (1-b1) u; v = b2 v + (1-b2) u u; u = (m / correction1) / (sqrt(v / correction2) + epsilon).
void ck_adam_direction(float *u, float *m, float *v, float beta1, float beta2, float epsilon, float correction1,
                       float correction2, size_t n);
/// c = b1 m + (1-b1) u; m = b2 m + (1-b2) u; u = sign(c).
void ck_lion_direction(float *u, float *m, float beta1, float beta2, size_t n);

#define CK_OPTIMIZER_KERNELS(X)                                                                              \
  X(void, sgd, (float *p, const float *g, float *velocity, float rate, float momentum, float decay, bool     \
    nesterov, float scale, float limit, size_t n), (p, g, velocity, rate, momentum, decay, nesterov, scale,  \
    limit, n))                                                                                               \
  X(void, rmsprop, (float *p, const float *g, float *square, float *velocity, float rate, float alpha,       \
    float epsilon, float momentum, float decay, float scale, float limit, size_t n), (p, g, square,          \
    velocity, rate, alpha, epsilon, momentum, decay, scale, limit, n))                                       \
  X(void, adam, (float *p, const float *g, float *m, float *v, float rate, float beta1, float beta2,         \
    float epsilon, float correction1, float correction2, float decay, bool decoupled, float scale, float     \
    limit, size_t n), (p, g, m, v, rate, beta1, beta2, epsilon, correction1, correction2, decay, decoupled,  \
    scale, limit, n))                                                                                        \
  X(void, lion, (float *p, const float *g, float *m, float rate, float beta1, float beta2, float decay,      \
    float scale, float limit, size_t n), (p, g, m, rate, beta1, beta2, decay, scale, limit, n))              \
  X(void, momentum_direction, (float *u, float *velocity, float momentum, bool nesterov, size_t n), (u,      \
    velocity, momentum, nesterov, n))                                                                        \
  X(void, rmsprop_direction, (float *u, float *square, float alpha, float epsilon, size_t n), (u, square,    \
    alpha, epsilon, n))                                                                                      \
  X(void, adam_direction, (float *u, float *m, float *v, float beta1, float beta2, float epsilon, float      \
    correction1, float correction2, size_t n), (u, m, v, beta1, beta2, epsilon, correction1, correction2,    \
    n))                                                                                                      \
  X(void, lion_direction, (float *u, float *m, float beta1, float beta2, size_t n), (u, m, beta1, beta2, n))

#endif
