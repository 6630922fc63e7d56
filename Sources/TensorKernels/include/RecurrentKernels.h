// Kernels for cells of recurrent networks: declared, and listed for the table of each CPU level (see KernelTable.h).
#ifndef TENSOR_KERNELS_RECURRENT_H
#define TENSOR_KERNELS_RECURRENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// One step of an LSTM. `gates` [rows, 4 hidden] holds the sums i f g o of each row and gets the gates:
/// i, f, o = sigmoid, g = tanh. Then c = f c_before + i g (one fma) and h = o tanh(c), [rows, hidden];
/// c may be c_before.
void ck_lstm_step(float *h, float *c, float *gates, const float *c_before, size_t rows, size_t hidden);
/// From the gradient dh of h and dc of c: the gradients of the sums, dgates [rows, 4 hidden], and in dc that of c_before.
void ck_lstm_step_backward(float *dgates, float *dc, const float *dh, const float *gates, const float *c,
                           const float *c_before, size_t rows, size_t hidden);

/// One step of a GRU. `gates` [rows, 4 hidden] holds the input's share of the sums r z n in its first three quarters and gets
/// r z n and the state's share of n; `sums` [rows, 3 hidden] is the state's share (with its bias) of r z n.
/// r, z = sigmoid, n = tanh(n_input + r n_state), h = n + z (h_before - n); h may be h_before.
void ck_gru_step(float *h, float *gates, const float *sums, const float *h_before, size_t rows, size_t hidden);
/// From the gradient dh of h: dgates [rows, 4 hidden] = that of r, z, n's share of the state, n's share of the input; in dh
/// then the part of h_before's gradient that does not pass the gates.
void ck_gru_step_backward(float *dgates, float *dh, const float *gates, const float *h_before, size_t rows,
                          size_t hidden);

/// c0[m,n0] += a^T b0 and c1[m,n1] += a^T b1, with a [k,m], rows lda apart, and b0, b1 [k,...] packed by ck_pack: the elements
/// of ck_matmul that accumulates, but a is laid out once for both. n0 or n1 may be 0.
void ck_accumulate_outer(float *c0, const float *packed0, size_t n0, float *c1, const float *packed1, size_t n1,
                         const float *a, size_t lda, size_t m, size_t k, float *workspace);
size_t ck_accumulate_outer_workspace(size_t m, size_t k);

#define CK_RECURRENT_KERNELS(X)                                                                                    \
  X(void, lstm_step, (float *h, float *c, float *gates, const float *c_before, size_t rows, size_t hidden),        \
    (h, c, gates, c_before, rows, hidden))                                                                         \
  X(void, lstm_step_backward, (float *dgates, float *dc, const float *dh, const float *gates, const float *c,      \
    const float *c_before, size_t rows, size_t hidden), (dgates, dc, dh, gates, c, c_before, rows, hidden))        \
  X(void, gru_step, (float *h, float *gates, const float *sums, const float *h_before, size_t rows,                \
    size_t hidden), (h, gates, sums, h_before, rows, hidden))                                                      \
  X(void, gru_step_backward, (float *dgates, float *dh, const float *gates, const float *h_before, size_t rows,    \
    size_t hidden), (dgates, dh, gates, h_before, rows, hidden))                                                   \
  X(void, accumulate_outer, (float *c0, const float *packed0, size_t n0, float *c1, const float *packed1,          \
    size_t n1, const float *a, size_t lda, size_t m, size_t k, float *workspace),                                  \
    (c0, packed0, n0, c1, packed1, n1, a, lda, m, k, workspace))                                                   \
  X(size_t, accumulate_outer_workspace, (size_t m, size_t k), (m, k))

#endif
