#!/usr/bin/env python3
"""Apus beside its peers: one run, one machine, one core, and the ratios.

Runs `apus benchmark` and the peer scripts in turn, each pinned to one core, and prints a table.
A ratio above 1 says that Apus is faster. The peers' scripts are found by --peers (default
../shared/peers beside the project), their Python by --python (default: .venv in that folder).

    Benchmarks/compare.py                           everything: about a quarter of an hour
    Benchmarks/compare.py --only tensor replay      some of it
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent

# What is compared: our part of `apus benchmark`, and the peers' script with its options.
PARTS = {
    "matmul": ["tensor_steps.py", "--only", "gemm", "--peers", "numpy", "torch", "jax"],
    "tensor": ["tensor_steps.py", "--only", "mlp_dqn_b32", "mlp_dqn_b128", "mlp_mnist",
               "--peers", "torch", "torch-fused", "jax"],
    "replay": ["replay.py", "--only", "obs4", "obs10x10x4_byte"],
    "environments": ["env_rates.py", "--only", "cartpole", "minigrid", "minatar", "gymnax", "envpool"],
    "train": ["dqn_throughput.py"],
}
# Which whole training of ours each peer's is held against.
TRAININGS = {"sb3": "zoo", "sbx-warm": "zoo", "cleanrl-style": "cleanrl", "purejax": "purejax"}


def run(command, core):
    """The JSON lines that a command prints; its messages go through."""
    if core and shutil.which("taskset"):
        command = ["taskset", "-c", core, *command]
    print("$ " + " ".join(map(str, command)), file=sys.stderr, flush=True)
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        print(f"  ended with status {done.returncode}", file=sys.stderr)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def rows(ours, theirs):
    """(bench, unit, apus, peer, its value, ratio) for every peer's measurement that we have too."""
    for line in theirs:
        if line["value"] is None:
            continue
        bench, wanted = line["bench"], None
        if bench.startswith("dqn_"):
            if bench != "dqn_cartpole_wall" or line["peer"] not in TRAININGS:
                continue
            wanted = TRAININGS[line["peer"]]
        for mine in ours:
            same = mine["bench"] == bench or bench.startswith(mine["bench"] + "_")
            if not same or (wanted and mine["config"].get("hyperparameters") != wanted):
                continue
            lower_is_better = line["unit"] in ("us/step", "s")
            ratio = line["value"] / mine["value"] if lower_is_better else mine["value"] / line["value"]
            name = f"{bench} ({wanted})" if wanted else bench
            yield name, line["unit"], mine["value"], line["peer"], line["value"], ratio


def main():
    global ARGS
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS))
    parser.add_argument("--peers", type=pathlib.Path, default=ROOT.parent / "shared" / "peers")
    parser.add_argument("--python", default=None, help="the peers' Python")
    parser.add_argument("--apus", default=str(ROOT / ".build" / "release" / "apus"))
    parser.add_argument("--core", default="1", help="core to pin to; empty for none")
    parser.add_argument("--min-seconds", default="1")
    parser.add_argument("--json", type=pathlib.Path, help="also write all lines to this file")
    ARGS = parser.parse_args()
    python = ARGS.python or str(ARGS.peers / ".venv" / "bin" / "python")
    if not pathlib.Path(ARGS.apus).exists():
        sys.exit(f"{ARGS.apus} is missing; first: swift build -c release")
    if not (ARGS.peers / "tensor_steps.py").exists() or not shutil.which(python):
        sys.exit(f"the peers' scripts or their Python are missing ({ARGS.peers}, {python}); "
                 "say where with --peers and --python")
    os.environ.pop("OPENBLAS_CORETYPE", None)  # some images pin it to an old core

    every = []
    print(f"{'bench':34} {'unit':14} {'apus':>12} {'peer':>24} {'':>12} {'ratio':>7}")
    for part in ARGS.only:
        script, *options = PARTS[part]
        only = ["--only", *TRAININGS.values()] if part == "train" else []
        ours = run([ARGS.apus, "benchmark", part, "--min-seconds", ARGS.min_seconds, *only], ARGS.core)
        theirs = run([python, str(ARGS.peers / script), *options,
                      "--min-seconds", ARGS.min_seconds], ARGS.core)
        every += ours + theirs
        for name, unit, mine, peer, value, ratio in rows(ours, theirs):
            print(f"{name:34} {unit:14} {mine:12.6g} {peer:>24} {value:12.6g} {ratio:7.2f}",
                  flush=True)
    if ARGS.json:
        ARGS.json.write_text("".join(json.dumps(line) + "\n" for line in every))


if __name__ == "__main__":
    main()
