"""Records the losses of 100 steps of an MLP on MNIST as PyTorch makes them.

    python make_mnist_curve.py FOLDER > mnist_curve.json

FOLDER holds train-images-idx3-ubyte.gz and train-labels-idx1-ubyte.gz. 784-256-256-10, ReLU, mean
cross-entropy, SGD with rate 0.01, the first 10,000 images in the order of the file, 100 at a time.
The weights come from a formula that any program can compute exactly: see `weights`.
"""

import gzip
import json
import sys

import numpy as np
import torch

SIZES = [784, 256, 256, 10]


def weights():
    """Weight and bias of each layer, filled in this order, row by row, from one sequence.

    x <- 1664525 x + 1013904223 mod 2^32; a parameter is (2 (x >> 8) / 2^24 - 1) / sqrt(fan-in), in
    double precision, rounded to single once.
    """
    state = 1

    def fill(shape, fan_in):
        nonlocal state
        values = np.empty(int(np.prod(shape)), np.float64)
        for index in range(values.size):
            state = (1664525 * state + 1013904223) % 2**32
            values[index] = (2 * ((state >> 8) / 2**24) - 1) / np.sqrt(np.float64(fan_in))
        return torch.from_numpy(values.astype(np.float32).reshape(shape))

    result = []
    for fan_in, size in zip(SIZES, SIZES[1:]):
        result.append(fill((size, fan_in), fan_in))
        result.append(fill((size,), fan_in))
    return result


def read(path, header):
    with gzip.open(path) as file:
        return np.frombuffer(file.read()[header:], np.uint8)


def main(folder):
    torch.set_num_threads(1)
    images = read(f"{folder}/train-images-idx3-ubyte.gz", 16).reshape(-1, 784)[:10000]
    labels = read(f"{folder}/train-labels-idx1-ubyte.gz", 8)[:10000]
    x = torch.from_numpy(images.astype(np.float32) / np.float32(255))
    y = torch.from_numpy(labels.astype(np.int64))
    layers = []
    for fan_in, size in zip(SIZES, SIZES[1:]):
        layers += [torch.nn.Linear(fan_in, size), torch.nn.ReLU()]
    network = torch.nn.Sequential(*layers[:-1])
    with torch.no_grad():
        for parameter, value in zip(network.parameters(), weights()):
            parameter.copy_(value)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
    losses = []
    for start in range(0, 10000, 100):
        loss = torch.nn.functional.cross_entropy(
            network(x[start : start + 100]), y[start : start + 100])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    json.dump({"torch": torch.__version__, "losses": losses}, sys.stdout, indent=0)
    print()


main(sys.argv[1])
