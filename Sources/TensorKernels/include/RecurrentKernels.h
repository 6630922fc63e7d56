// Kernels for cells of recurrent networks: declared, and listed for the table of each CPU level (see KernelTable.h).
#ifndef TENSOR_KERNELS_RECURRENT_H
#define TENSOR_KERNELS_RECURRENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CK_RECURRENT_KERNELS(X)

#endif
