"""The training step of a prototypical network in PyTorch, as `apus benchmark tensor --only prototypical` has it.

    python fewshot_torch.py [--threads N] [--seconds S]

60-way 5-shot with 5 queries of each class: 600 images of 28 x 28 through four blocks of a 3 x 3
convolution of 64 channels, batch normalization, ReLU and a 2 x 2 max-pool, squared Euclidean
distances to the prototypes, cross-entropy, Adam. Prints one JSON line like those of apus benchmark.
"""

import argparse
import json
import statistics
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

N, K, Q = 60, 5, 5


def block(inputs):
    return [nn.Conv2d(inputs, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(2)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--channels-last", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    network = nn.Sequential(*block(1), *block(64), *block(64), *block(64), nn.Flatten())
    images = torch.rand(N * (K + Q), 1, 28, 28)
    if args.channels_last:
        network, images = network.to(memory_format=torch.channels_last), images.contiguous(
            memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(network.parameters(), 1e-3)
    labels = torch.arange(N).repeat_interleave(Q)

    def step():
        features = network(images)
        prototypes = features[: N * K].view(N, K, -1).mean(1)
        distances = ((features[N * K :, None] - prototypes[None]) ** 2).sum(2)
        optimizer.zero_grad()
        F.cross_entropy(-distances, labels).backward()
        optimizer.step()

    times = []
    for index in range(2 + 1_000_000):
        start = time.perf_counter()
        step()
        if index >= 2:
            times.append(time.perf_counter() - start)
        if sum(times) >= args.seconds:
            break
    print(json.dumps({
        "bench": "prototypical", "peer": "torch" + ("-channels-last" if args.channels_last else ""),
        "value": statistics.median(times) * 1e6, "unit": "us",
        "config": {"threads": args.threads, "min": min(times) * 1e6, "steps": len(times)}}))


main()
