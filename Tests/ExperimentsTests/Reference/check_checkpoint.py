#!/usr/bin/env python3
"""Reads a run's policy and resume file with the Python package safetensors, and plays the network.

    python check_checkpoint.py RUN        needs the packages safetensors and numpy

Prints every tensor's name, type and shape, and the values of one observation of zeros by plain numpy.
"""
import sys

import numpy as np
from safetensors import safe_open


def main(run):
    for name in ("policy.safetensors", "policy-last.safetensors", "resume.safetensors"):
        with safe_open(f"{run}/{name}", framework="np") as file:
            print(name, {k: file.metadata()[k] for k in ("format", "formatVersion", "step")})
            for key in file.keys():
                tensor = file.get_tensor(key)
                print(f"  {key:32} {tensor.dtype} {list(tensor.shape)}")
    with safe_open(f"{run}/policy.safetensors", framework="np") as file:
        weights = sorted((k for k in file.keys() if k.endswith(".weight")), key=lambda k: int(k[:-7]))
        x = np.zeros(file.get_tensor(weights[0]).shape[1], np.float32)
        for index, key in enumerate(weights):
            x = file.get_tensor(key) @ x + file.get_tensor(key[:-6] + "bias")
            if index + 1 < len(weights):
                x = np.maximum(x, 0)
        print("values of an observation of zeros (relu):", x)


if __name__ == "__main__":
    main(sys.argv[1])
