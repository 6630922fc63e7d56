// Kernels for convolutions and pooling: declared, and listed for the table of each CPU level (see KernelTable.h).
#ifndef TENSOR_KERNELS_CONVOLUTION_H
#define TENSOR_KERNELS_CONVOLUTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CK_CONVOLUTION_KERNELS(X)

#endif
