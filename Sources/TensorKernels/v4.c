// x86-64-v4: AVX-512, sixteen floats in a register. Without min_vector_width clang keeps to 256 bits.
#if defined(__x86_64__)
#include <string.h>

#include "TensorKernels.h"

#define LANES 16
#define TILE_ROWS 8
#define TILE_VECTORS 3
#define DEPTH 256
#define BLOCK_ROWS 96
#define BLOCK_COLUMNS 3072
#define LEVEL_TABLE ck_kernels_v4

#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#pragma clang attribute push(__attribute__((min_vector_width(512))), apply_to = function)
#include "loops/level.h"
#pragma clang attribute pop
#pragma clang attribute pop
#endif
