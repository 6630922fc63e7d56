// Kernels for attention: declared, and listed for the table of each CPU level (see KernelTable.h).
#ifndef TENSOR_KERNELS_ATTENTION_H
#define TENSOR_KERNELS_ATTENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CK_ATTENTION_KERNELS(X)

#endif
