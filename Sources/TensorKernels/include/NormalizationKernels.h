// Kernels for normalization, dropout, further activations: declared, and listed for the table of each CPU level (see KernelTable.h).
#ifndef TENSOR_KERNELS_NORMALIZATION_H
#define TENSOR_KERNELS_NORMALIZATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CK_NORMALIZATION_KERNELS(X)

#endif
