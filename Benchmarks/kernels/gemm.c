// Matrix products beside OpenBLAS and oneDNN, one thread, in one run: GFLOP/s, best of several rounds in turn.
// Usage: gemm [LARGEST]. Peers are compiled in with -DHAVE_OPENBLAS and -DHAVE_ONEDNN (see run.sh).
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "TensorKernels.h"

#ifdef HAVE_OPENBLAS
enum { CblasRowMajor = 101, CblasNoTrans = 111, CblasTrans = 112 };
void cblas_sgemm(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float *a, int lda,
                 const float *b, int ldb, float beta, float *c, int ldc);
void openblas_set_num_threads(int count);
char *openblas_get_config(void);
char *openblas_get_corename(void);
#endif
#ifdef HAVE_ONEDNN
#include <oneapi/dnnl/dnnl.h>
#endif

struct product {
  const char *what;
  size_t m, n, k;
  bool transpose_a, transpose_b, pack;
};

static float *a, *b, *c, *workspace, *packed;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void ours(const struct product *p) {
  size_t lda = p->transpose_a ? p->m : p->k, ldb = p->transpose_b ? p->k : p->n;
  if (p->pack)
    ck_matmul_packed(c, p->n, a, lda, p->transpose_a, packed, NULL, CK_ACTIVATION_NONE, false, p->m, p->n, p->k,
                     workspace);
  else
    ck_matmul(c, p->n, a, lda, p->transpose_a, b, ldb, p->transpose_b, NULL, CK_ACTIVATION_NONE, false, p->m, p->n,
              p->k, workspace);
}

static void openblas(const struct product *p) {
#ifdef HAVE_OPENBLAS
  int lda = (int)(p->transpose_a ? p->m : p->k), ldb = (int)(p->transpose_b ? p->k : p->n);
  cblas_sgemm(CblasRowMajor, p->transpose_a ? CblasTrans : CblasNoTrans, p->transpose_b ? CblasTrans : CblasNoTrans,
              (int)p->m, (int)p->n, (int)p->k, 1, a, lda, b, ldb, 0, c, (int)p->n);
#else
  (void)p;
#endif
}

static void onednn(const struct product *p) {
#ifdef HAVE_ONEDNN
  dnnl_dim_t lda = (dnnl_dim_t)(p->transpose_a ? p->m : p->k), ldb = (dnnl_dim_t)(p->transpose_b ? p->k : p->n);
  dnnl_sgemm(p->transpose_a ? 'T' : 'N', p->transpose_b ? 'T' : 'N', (dnnl_dim_t)p->m, (dnnl_dim_t)p->n,
             (dnnl_dim_t)p->k, 1, a, lda, b, ldb, 0, c, (dnnl_dim_t)p->n);
#else
  (void)p;
#endif
}

typedef void runner(const struct product *);

static double rate(runner *run, const struct product *p, size_t count) {
  double start = now();
  for (size_t i = 0; i < count; i++) run(p);
  return 2e-9 * (double)(p->m * p->n * p->k) * (double)count / (now() - start);
}

static void compare(const struct product *p) {
  runner *runners[3] = {ours, openblas, onednn};
  double best[3] = {0, 0, 0};
  if (p->pack) ck_pack(packed, b, p->transpose_b ? p->k : p->n, p->transpose_b, p->n, p->k);
  double work = 2.0 * (double)(p->m * p->n * p->k);
  size_t counts[3];
  for (int q = 0; q < 3; q++) {
    runners[q](p);
    counts[q] = (size_t)(rate(runners[q], p, 3) * 1e9 * 0.004 / work) + 1;  // about 4 ms a round
  }
  for (int round = 0; round < (work > 1e9 ? 7 : 15); round++)
    for (int q = 0; q < 3; q++) {
      double r = rate(runners[q], p, counts[q]);
      if (r > best[q]) best[q] = r;
    }
#ifndef HAVE_OPENBLAS
  best[1] = 0;
#endif
#ifndef HAVE_ONEDNN
  best[2] = 0;
#endif
  double peer = best[1] > best[2] ? best[1] : best[2];
  printf("%-28s %5zu %5zu %5zu  %8.1f %8.1f %8.1f  %7.2f us", p->what, p->m, p->n, p->k, best[0], best[1], best[2],
         work * 1e-3 / best[0]);
  if (peer > 0) printf("  %4.0f %%", 100 * best[0] / peer);
  printf("\n");
}

int main(int count, char **arguments) {
  size_t largest = count > 1 ? (size_t)atoi(arguments[1]) : 2048;
  size_t bytes = largest * largest * sizeof(float) + (1 << 20);
  a = aligned_alloc(64, bytes);
  b = aligned_alloc(64, bytes);
  c = aligned_alloc(64, bytes);
  packed = aligned_alloc(64, bytes);
  workspace = aligned_alloc(64, (size_t)64 << 20);
  if (!a || !b || !c || !packed || !workspace) return 1;
  for (size_t i = 0; i < bytes / sizeof(float); i++) {
    a[i] = (float)(i % 97) * 0.01f - 0.5f;
    b[i] = (float)(i % 89) * 0.01f - 0.4f;
  }
#ifdef HAVE_OPENBLAS
  openblas_set_num_threads(1);
  printf("OpenBLAS: %s, core %s\n", openblas_get_config(), openblas_get_corename());
#else
  printf("OpenBLAS is not installed: skipped\n");
#endif
#ifdef HAVE_ONEDNN
  const dnnl_version_t *version = dnnl_version();
  printf("oneDNN: %d.%d.%d\n", version->major, version->minor, version->patch);
#else
  printf("oneDNN is not installed: skipped\n");
#endif
  printf("level %s; GFLOP/s; the last column is ours over the better peer\n", ck_level_name(ck_level()));
  printf("%-28s %5s %5s %5s  %8s %8s %8s\n", "product", "m", "n", "k", "ours", "OpenBLAS", "oneDNN");
  for (size_t n = 32; n <= largest; n *= 2)
    compare(&(struct product){"square", n, n, n, false, false, false});
  static const size_t networks[3][3] = {{4, 128, 2}, {4, 256, 2}, {4, 120, 2}};
  static const size_t seconds[3] = {128, 256, 84}, batches[4] = {1, 32, 64, 128};
  for (int w = 0; w < 3; w++)
    for (int q = 0; q < 4; q++) {
      size_t m = batches[q], sizes[4] = {networks[w][0], networks[w][1], seconds[w], networks[w][2]};
      for (int l = 0; l < 3; l++) {
        size_t in = sizes[l], out = sizes[l + 1];
        compare(&(struct product){"forward, packed  x W^T", m, out, in, false, true, true});
        if (m == 1) continue;
        if (l > 0) compare(&(struct product){"input gradient   dy W", m, in, out, false, false, false});
        compare(&(struct product){"weight gradient  dy^T x", out, in, m, true, false, false});
      }
    }
  return 0;
}
