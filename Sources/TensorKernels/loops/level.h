// One CPU level: all loops, and their table under the name LEVEL_TABLE. The including file has opened the target.
#pragma STDC FP_CONTRACT OFF
// Wide vectors pass between functions that are always inlined: no calling convention is involved.
#pragma clang diagnostic ignored "-Wpsabi"

#include "vector.h"
#include "exponentials.h"
#include "elementwise.h"
#include "reductions.h"
#include "training.h"
#include "optimizers.h"
#include "tiles.h"
#include "packing.h"
#include "sparse.h"
#include "matmul.h"
#include "indexing.h"
#include "activations.h"
#include "loss.h"
#include "normalization.h"
#include "channels.h"
#include "dropout.h"
#include "convolution.h"
#include "recurrent.h"
#include "attention.h"

extern const struct ck_kernels LEVEL_TABLE;
#define CK_ENTRY(result, name, parameters, arguments) .name = loop_##name,
const struct ck_kernels LEVEL_TABLE = {CK_KERNELS(CK_ENTRY)};
