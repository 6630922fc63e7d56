#!/bin/sh
# Builds the kernels as `swift build -c release` does and times them beside the peers that are installed.
# Needs clang (the toolchain's is found beside `swift`); libopenblas-dev and libdnnl-dev are optional.
set -eu
cd "$(dirname "$0")"
kernels=../../Sources/TensorKernels
clang=${CC:-$(dirname "$(readlink -f "$(command -v swift)")")/clang}
build=${TMPDIR:-/tmp}/apus-kernel-benchmark
mkdir -p "$build"
for source in baseline v3 v4 dispatch; do
  "$clang" -O2 -I "$kernels/include" -c "$kernels/$source.c" -o "$build/$source.o"
done
has() { echo 'int main(void) { return 0; }' | "$clang" -x c - "$1" -o "$build/probe" 2>/dev/null; }
options=""
libraries=""
if has -lopenblas; then options="$options -DHAVE_OPENBLAS"; libraries="$libraries -lopenblas"; fi
if has -ldnnl; then options="$options -DHAVE_ONEDNN"; libraries="$libraries -ldnnl"; fi
# shellcheck disable=SC2086
"$clang" -O2 $options -I "$kernels/include" gemm.c "$build"/baseline.o "$build"/v3.o "$build"/v4.o \
  "$build"/dispatch.o -o "$build/gemm" $libraries -lm
unset OPENBLAS_CORETYPE
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 DNNL_VERBOSE=0 "$build/gemm" "$@"
