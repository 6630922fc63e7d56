// Chooses the CPU level once, before main, and sends every call to that level's function.
#include <stdlib.h>
#include <string.h>

#include "TensorKernels.h"

extern const struct ck_kernels ck_kernels_baseline;
#if defined(__x86_64__)
extern const struct ck_kernels ck_kernels_v3;
extern const struct ck_kernels ck_kernels_v4;
#endif

static const struct ck_kernels *kernels = &ck_kernels_baseline;
static int level = CK_LEVEL_BASELINE;
static const char *level_error;

const char *ck_level_name(int level) {
  return level == CK_LEVEL_V4 ? "v4" : level == CK_LEVEL_V3 ? "v3" : "baseline";
}

int ck_level_supported(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v4")) return CK_LEVEL_V4;
  if (__builtin_cpu_supports("x86-64-v3")) return CK_LEVEL_V3;
#endif
  return CK_LEVEL_BASELINE;
}

const struct ck_kernels *ck_kernels_at_level(int level) {
  if (level < CK_LEVEL_BASELINE || level > ck_level_supported()) return NULL;
#if defined(__x86_64__)
  if (level == CK_LEVEL_V4) return &ck_kernels_v4;
  if (level == CK_LEVEL_V3) return &ck_kernels_v3;
#endif
  return &ck_kernels_baseline;
}

__attribute__((constructor)) static void choose_level(void) {
  int best = ck_level_supported();
  const char *asked = getenv("APUS_CPU");
  level = best;
  if (asked && *asked) {
    int wanted = CK_LEVEL_BASELINE;
    while (wanted <= CK_LEVEL_V4 && strcmp(asked, ck_level_name(wanted)) != 0) wanted++;
    if (wanted > CK_LEVEL_V4) level_error = "APUS_CPU is none of baseline, v3, v4";
    else if (wanted > best) level_error = "APUS_CPU asks for a level that this CPU lacks";
    else level = wanted;
  }
  kernels = ck_kernels_at_level(level);
}

int ck_level(void) { return level; }
const char *ck_level_error(void) { return level_error; }

#define RETURN_void
#define RETURN_float return
#define RETURN_bool return
#define RETURN_size_t return
#define CK_WRAPPER(result, name, parameters, arguments) \
  result ck_##name parameters { RETURN_##result kernels->name arguments; }

CK_KERNELS(CK_WRAPPER)
