// The level every CPU of the architecture has: SSE2 on x86-64 (fma is emulated there, exactly), NEON on arm64.
#include <string.h>

#include "TensorKernels.h"

#define LANES 4
#define TILE_ROWS 4
#define TILE_VECTORS 2
#define DEPTH 256
#define BLOCK_ROWS 64
#define BLOCK_COLUMNS 1024
#if defined(__x86_64__) && !defined(__FMA__)
#define EMULATE_FMA 1
#endif
#define LEVEL_TABLE ck_kernels_baseline

#include "loops/level.h"
