#!/usr/bin/env python3
"""Whole training steps of Apus beside its peers': alternating, one run, one machine, and the ratios.

For each workload of the peers' tensor_steps.py, and for 1 and 2 threads, runs `apus benchmark tensor` and
the peers in turn, several rounds, and takes the median of the rounds' medians. "ratio" is the fastest peer's time over
Apus's: above 1 Apus is in front. "of peak" is the time that the arithmetic alone needs at the best rate that
`apus benchmark matmul` reached on this machine (per thread), over Apus's time. Peers named +tuned run with a preloaded line
that lets MKL use the whole CPU, and with malloc settings that keep freed memory in the process.

    Benchmarks/tensor.py                                  everything: about 40 minutes
    Benchmarks/tensor.py --only lstm gru --threads 1 --rounds 2
    Benchmarks/tensor.py --memory                         peak memory of a step instead of its time
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def conv(images, outputs, depth, channels):
    return images * outputs * depth * channels


# Multiplications of one step: (forward, of which the first layer's, which needs no input gradient), and forwards
# beside the trained one (target networks).
WORKLOADS = {
    "mlp_dqn_b32": (32 * (4 * 128 + 128 * 128 + 128 * 2), 32 * 4 * 128, 1),
    "mlp_dqn_b128": (128 * (4 * 128 + 128 * 128 + 128 * 2), 128 * 4 * 128, 1),
    "mlp_mnist": (100 * (784 * 256 + 256 * 256 + 256 * 10), 100 * 784 * 256, 0),
    "minatar_cnn": (conv(32, 64, 36, 16) + 32 * (1024 * 128 + 128 * 6), conv(32, 64, 36, 16), 1),
    "cnn_mnist": (conv(100, 784, 9, 32) + conv(100, 196, 288, 64) + 100 * (3136 * 256 + 2560), conv(100, 784, 9, 32), 0),
    "lstm": (64 * 80 * 256 * 512 + 64 * 256, 0, 0),
    "gru": (64 * 80 * 256 * 384 + 64 * 256, 0, 0),
    "transformer": (2048 * (4 * (256 * 768 + 256 * 256 + 2 * 256 * 1024 + 2 * 128 * 256) + 256 * 8000), 0, 0),
}
PEERS = ["torch", "torch-fused", "torch-channels-last", "torch-compile", "jax"]


def flops(name):
    forward, first, more = WORKLOADS[name]
    return 2 * (forward * (3 + more) - first)


def lines(command, core, environment=None):
    if core:
        command = ["taskset", "-c", core, *command]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          env={**os.environ, **(environment or {})})
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def tuned_environment(folder):
    """What PyTorch needs to be at its best; None where there is no C compiler."""
    if not shutil.which("cc"):
        return None
    source, library = pathlib.Path(folder, "shim.c"), pathlib.Path(folder, "shim.so")
    source.write_text("int mkl_serv_intel_cpu_true(void) { return 1; }\n")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source], check=True)
    return {"LD_PRELOAD": str(library), "MALLOC_MMAP_MAX_": "0",
            "MALLOC_TRIM_THRESHOLD_": "8589934592", "MALLOC_TOP_PAD_": "268435456"}


def measure(args, tuned):
    steps = str(args.peers / "tensor_steps.py")
    print(f"{'workload':14}{'threads':>8}{'apus':>12}{'best peer':>30}{'':>12}{'ratio':>7}{'of peak':>9}")
    for threads in args.threads:
        core = args.core if threads == 1 else None
        rate = max(line["config"]["best"] for line in lines(
            [args.apus, "benchmark", "matmul", "--min-seconds", "0.3", "--threads", "1"], args.core))
        for name in args.only:
            times = {}
            for _ in range(args.rounds):
                common = ["--min-seconds", args.min_seconds, "--threads", str(threads), "--only", name]
                batch = lines([args.apus, "benchmark", "tensor", *common], core)
                peers = [p for p in args.with_peers if p != "torch-channels-last" or "cnn" in name]
                batch += lines([args.python, steps, *common, "--peers", *peers], core)
                if tuned:
                    torch = [p for p in peers if p.startswith("torch-")]
                    batch += lines([args.python, steps, *common, "--label", "tuned", "--peers", *torch], core, tuned)
                for line in batch:
                    if line["value"]:
                        times.setdefault(line["peer"], []).append(line["value"])
                    if args.json:
                        with args.json.open("a") as file:
                            file.write(json.dumps(line) + "\n")
            medians = {peer: statistics.median(values) for peer, values in times.items()}
            ours = medians.pop("apus")
            best = min(medians, key=medians.get)
            peak = flops(name) / (rate * threads * 1e3) / ours
            print(f"{name:14}{threads:8}{ours:12.6g}{best:>30}{medians[best]:12.6g}{medians[best] / ours:7.2f}"
                  f"{peak:9.2f}", flush=True)
            for peer in sorted(medians, key=medians.get):
                print(f"{'':22}{'':12}{peer:>30}{medians[peer]:12.6g}{medians[peer] / ours:7.2f}", flush=True)


def memory(args):
    print(f"{'workload':14}{'apus':>10}{'torch':>10}{'torch/apus':>12}   peak MB above the process before the model")
    script = str(ROOT / "Benchmarks" / "peer_memory.py")
    for name in args.only:
        ours = lines([args.apus, "benchmark", "tensor", "--min-seconds", "0.1", "--only", name], args.core)[0]
        theirs = lines([args.python, script, "--peers", str(args.peers), name], args.core)[0]
        mine, torch = ours["config"]["peak_bytes"] / 1e6, theirs["value"] / 1e6
        print(f"{name:14}{mine:10.1f}{torch:10.1f}{torch / mine:12.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=WORKLOADS, default=list(WORKLOADS))
    parser.add_argument("--with-peers", nargs="+", choices=PEERS, default=PEERS)
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--min-seconds", default="1")
    parser.add_argument("--core", default="1", help="core to pin single-threaded runs to; empty for none")
    parser.add_argument("--no-tuned", action="store_true", help="leave the tuned peers out")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--peers", type=pathlib.Path, default=ROOT.parent / "shared" / "peers")
    parser.add_argument("--python", default=None, help="the peers' Python (default: .venv in their folder)")
    parser.add_argument("--apus", default=str(ROOT / ".build" / "release" / "apus"))
    parser.add_argument("--json", type=pathlib.Path, help="also append all lines to this file")
    args = parser.parse_args()
    args.python = args.python or str(args.peers / ".venv" / "bin" / "python")
    if not pathlib.Path(args.apus).exists():
        sys.exit(f"{args.apus} is missing; first: swift build -c release")
    if not (args.peers / "tensor_steps.py").exists() or not shutil.which(args.python):
        sys.exit(f"the peers' scripts or their Python are missing ({args.peers}, {args.python}); "
                 "say where with --peers and --python")
    os.environ.pop("OPENBLAS_CORETYPE", None)  # some images pin it to an old core
    if args.memory:
        return memory(args)
    with tempfile.TemporaryDirectory() as folder:
        measure(args, None if args.no_tuned else tuned_environment(folder))


if __name__ == "__main__":
    main()
