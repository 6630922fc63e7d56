// Kernels for attention: declared, and listed for the table of each CPU level (see KernelTable.h).
#ifndef TENSOR_KERNELS_ATTENTION_H
#define TENSOR_KERNELS_ATTENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// The attention of one head over one sequence. Rows (one per position) are `…_stride` floats apart.
struct ck_attention {
  size_t queries, keys;        // positions
  size_t size, value_size;     // floats of a query or key, and of a value or output
  size_t query_stride, key_stride, value_stride, output_stride;
  const float *mask;           // added to the scaled scores; NULL: nothing
  size_t mask_stride;          // 0: one row for all queries
  float scale;
  bool is_causal;              // query i sees the keys 0 ... first_query + i alone
  size_t first_query;
  float dropout;               // the share of the weights that is dropped; the rest is multiplied by 1 / (1 - dropout)
  uint64_t seed;               // what is dropped is a function of the seed and of the numbers of query and key
};

/// output[i] = sum over j of weight[i,j] value[j], weight[i] = softmax over the visible j of scale q[i] k[j] + mask[i,j], and
/// log_sums[i] = log sum exp of those scores. A query that sees nothing (all masked) has an output of zeros, and the
/// logarithm +infinity, which makes its weights 0 in the backward pass.
///
/// Keys come in blocks of 128, with a running maximum and sum; each score, and each output within a block, is one chain
/// of fma in the order of the sum. Weights of 0 change no bit of a chain (while the values are finite), so that a
/// longer sequence, or more queries in one call, give a query the same bits. workspace: ck_attention_workspace floats,
/// 64-byte aligned.
void ck_attention(float *output, float *log_sums, const float *query, const float *key, const float *value,
                  const struct ck_attention *shape, float *workspace);

/// The gradients, each with the strides of what it is the gradient of; d_output has those of the output. The weights are
/// computed again from the logarithms. Rows of d_query, d_key and d_value are overwritten, all of them.
void ck_attention_backward(float *d_query, float *d_key, float *d_value, const float *d_output, const float *output,
                           const float *log_sums, const float *query, const float *key, const float *value,
                           const struct ck_attention *shape, float *workspace);
size_t ck_attention_workspace(const struct ck_attention *shape);
/// factors[j] = what query i's weight of key j is multiplied by where there is dropout: 0 or 1 / (1 - dropout).
void ck_attention_dropout(float *factors, const struct ck_attention *shape, size_t query);

/// Rows of `heads` heads of `size` floats; in the first `rotated` heads each pair (a, b) becomes (a c - b s, b c + a s), with
/// c the row's cosine and s its sine times `sign`, [rows, size / 2]; pairs are (i, i + size / 2), or (2 i, 2 i + 1). y may be x.
void ck_rotate(float *y, const float *x, const float *cosines, const float *sines, float sign, size_t rows,
               size_t heads, size_t rotated, size_t size, bool neighbours);

#define CK_ATTENTION_KERNELS(X)                                                                                  \
  X(void, attention, (float *output, float *log_sums, const float *query, const float *key, const float *value,  \
    const struct ck_attention *shape, float *workspace),                                                         \
    (output, log_sums, query, key, value, shape, workspace))                                                     \
  X(void, attention_backward, (float *d_query, float *d_key, float *d_value, const float *d_output,              \
    const float *output, const float *log_sums, const float *query, const float *key, const float *value,        \
    const struct ck_attention *shape, float *workspace), (d_query, d_key, d_value, d_output, output, log_sums,   \
    query, key, value, shape, workspace))                                                                        \
  X(size_t, attention_workspace, (const struct ck_attention *shape), (shape))                                    \
  X(void, attention_dropout, (float *factors, const struct ck_attention *shape, size_t query), (factors, shape,  \
    query))                                                                                                      \
  X(void, rotate, (float *y, const float *x, const float *cosines, const float *sines, float sign, size_t rows,  \
    size_t heads, size_t rotated, size_t size, bool neighbours), (y, x, cosines, sines, sign, rows, heads,       \
    rotated, size, neighbours))

#endif
