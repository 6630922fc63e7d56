#!/usr/bin/env python3
"""A step of fine-tuning with a frozen body: Apus beside PyTorch, one run, one thread, alternating.

The CNN of the MNIST benchmarks (two convolutions with max-pools, linear 3136-256-10, batch 100, Adam) with all
layers but the last frozen: `requires_grad_(False)` in PyTorch, `--freeze 'body.*'` in Apus. Each round measures
both, and both with everything trained too, to show what freezing saves. The ratio of the medians is PyTorch's
time over Apus's; of PyTorch's ways (Adam as it is and fused, memory as it is and channels last) the fastest counts.

    Benchmarks/frozen_body.py --python .venv/bin/python --rounds 5
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def peer(seconds):
    """Prints the microseconds of a step for each of PyTorch's ways; runs in the peers' Python."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(0)
    for frozen in (True, False):
        for fused in (False, True):
            for layout in (torch.contiguous_format, torch.channels_last):
                net = nn.Sequential(nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                                    nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
                                    nn.Flatten(), nn.Linear(3136, 256), nn.ReLU(), nn.Linear(256, 10))
                net = net.to(memory_format=layout)
                if frozen:
                    net[:-1].requires_grad_(False)
                x = torch.rand(100, 1, 28, 28).to(memory_format=layout)
                y = torch.randint(10, (100,))
                learning = [p for p in net.parameters() if p.requires_grad]
                optimizer = torch.optim.Adam(learning, lr=1e-3, fused=fused)

                def step():
                    optimizer.zero_grad(set_to_none=True)
                    nn.functional.cross_entropy(net(x), y).backward()
                    optimizer.step()

                for _ in range(5):
                    step()
                times = []
                end = time.perf_counter() + seconds
                while time.perf_counter() < end:
                    begin = time.perf_counter()
                    step()
                    times.append(time.perf_counter() - begin)
                moments = sum(t.numel() for state in optimizer.state.values() for t in state.values() if t.dim())
                print(json.dumps({
                    "frozen": frozen, "value": 1e6 * statistics.median(times), "moments": moments,
                    "way": f"{'fused' if fused else 'plain'} {'channels-last' if layout == torch.channels_last else ''}",
                }), flush=True)


def lines(command, core):
    if core and shutil.which("taskset"):
        command = ["taskset", "-c", core, *command]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--min-seconds", type=float, default=1)
    parser.add_argument("--core", default="1", help="core to pin to; empty for none")
    parser.add_argument("--python", default=sys.executable, help="a Python that has torch")
    parser.add_argument("--apus", default=str(ROOT / ".build" / "release" / "apus"))
    parser.add_argument("--peer", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.peer:
        return peer(args.min_seconds)
    os.environ.pop("OPENBLAS_CORETYPE", None)  # some images pin it to an old core
    ours, theirs = {}, {}
    for _ in range(args.rounds):
        for line in lines([args.apus, "benchmark", "tensor", "--threads", "1", "--min-seconds", str(args.min_seconds),
                           "--only", "cnn_mnist_frozen", "cnn_mnist"], args.core):
            ours.setdefault(line["bench"] == "cnn_mnist_frozen", []).append(line["value"])
        for line in lines([args.python, __file__, "--peer", "--min-seconds", str(args.min_seconds / 2)], args.core):
            theirs.setdefault((line["frozen"], line["way"].strip()), []).append(line["value"])
    for frozen in (True, False):
        mine = statistics.median(ours[frozen])
        name = "frozen body" if frozen else "all trained"
        print(f"{name:12} apus  {mine:10.0f} us/step")
        medians = {way: statistics.median(v) for (is_frozen, way), v in theirs.items() if is_frozen == frozen}
        for way in sorted(medians, key=medians.get):
            print(f"{'':12} torch {medians[way]:10.0f} us/step  {medians[way] / mine:5.2f} times  {way}")


if __name__ == "__main__":
    main()
