// x86-64-v3: AVX2 and FMA, eight floats in a register.
#if defined(__x86_64__)
#include <string.h>

#include "TensorKernels.h"

#define LANES 8
#define TILE_ROWS 6
#define TILE_VECTORS 2
#define DEPTH 384
#define BLOCK_ROWS 96
#define BLOCK_COLUMNS 2048
#define LEVEL_TABLE ck_kernels_v3

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#include "loops/level.h"
#pragma clang attribute pop
#endif
