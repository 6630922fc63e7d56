// Kernels for further elementwise operations, scans, and rows and columns by index: declared, and listed for the table of each CPU level (see KernelTable.h).
#ifndef TENSOR_KERNELS_INDEXING_H
#define TENSOR_KERNELS_INDEXING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CK_INDEXING_KERNELS(X)

#endif
