#!/usr/bin/env python3
"""The peer of `apus benchmark tensor --only maml`: a meta step of MAML, second order, in PyTorch.

    Benchmarks/maml_torch.py [--rounds 5] [--apus .build/release/apus]

Conv-4 of 64 strided filters with batch normalization by the batch's statistics, four tasks of 5 ways, 1 shot and
1 query, one inner step, Adam. PyTorch's inner step is `torch.func.functional_call` with
`torch.autograd.grad(create_graph=True)`. Rounds alternate between both programs, one thread each; the ratio is that
of the best rounds' medians, above 1 where Apus is in front.
"""
import argparse
import json
import statistics
import subprocess
import time

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call


def workload():
    layers, channels = [], 1
    for _ in range(4):
        layers += [nn.Conv2d(channels, 64, 3, stride=2, padding=1),
                   nn.BatchNorm2d(64, track_running_stats=False), nn.ReLU()]
        channels = 64
    network = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 5))
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)
    labels = torch.arange(5)
    tasks = [(torch.rand(5, 1, 28, 28), torch.rand(5, 1, 28, 28)) for _ in range(4)]

    def step():
        optimizer.zero_grad()
        for support, query in tasks:
            weights = dict(network.named_parameters())
            loss = F.cross_entropy(functional_call(network, weights, (support,)), labels)
            gradients = torch.autograd.grad(loss, list(weights.values()), create_graph=True)
            weights = {name: w - 0.4 * g for (name, w), g in zip(weights.items(), gradients)}
            (0.25 * F.cross_entropy(functional_call(network, weights, (query,)), labels)).backward()
        optimizer.step()

    return step


def median_of(step, seconds):
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 5:
        begin = time.perf_counter()
        step()
        times.append(time.perf_counter() - begin)
    return 1e6 * statistics.median(times)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--apus", default=".build/release/apus")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    step = workload()
    for _ in range(3):
        step()
    ours, theirs = [], []
    for _ in range(args.rounds):
        theirs.append(median_of(step, args.seconds))
        done = subprocess.run([args.apus, "benchmark", "tensor", "--only", "maml", "--threads", "1",
                               "--min-seconds", str(args.seconds)], stdout=subprocess.PIPE, text=True, check=True)
        ours += [json.loads(line)["value"] for line in done.stdout.splitlines() if line.startswith("{")]
        print(f"apus {ours[-1] / 1e3:8.2f} ms   torch {theirs[-1] / 1e3:8.2f} ms", flush=True)
    print(f"best: apus {min(ours) / 1e3:.2f} ms, torch {min(theirs) / 1e3:.2f} ms, "
          f"ratio {min(theirs) / min(ours):.2f}")


if __name__ == "__main__":
    main()
