// Kernels for losses: declared, and listed for the table of each CPU level (see KernelTable.h).
#ifndef TENSOR_KERNELS_LOSS_H
#define TENSOR_KERNELS_LOSS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CK_LOSS_KERNELS(X)

#endif
