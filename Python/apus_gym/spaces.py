"""Gymnasium's spaces from what the library says of an environment."""

import ctypes
import json

import gymnasium
import numpy

from .library import require, text


class Description:
    """What an environment is: its spaces, its limits, the names of its actions."""

    def __init__(self, function, handle):
        said = json.loads(text(require(function(handle))))
        self.id, self.version = said["id"], said["version"]
        self.shape = tuple(said["shape"])
        self.dtype = numpy.dtype(said["type"])
        self.action_names = said["actions"]
        self.time_limit = said.get("timeLimit")
        self.has_masks = said["hasMasks"]
        self.reward_range = (said["rewardLow"], said["rewardHigh"])
        self.observation_space = gymnasium.spaces.Box(
            self._bound(said["low"]), self._bound(said["high"]), self.shape, self.dtype
        )
        self.action_space = gymnasium.spaces.Discrete(len(self.action_names))

    def _bound(self, values):
        values = numpy.array([float(value) for value in values], self.dtype)
        return numpy.broadcast_to(values if values.size == 1 else values.reshape(self.shape), self.shape)


def view(pointer, shape, dtype):
    """Memory of the library as an array, without a copy."""
    dtype = numpy.dtype(dtype)
    size = int(numpy.prod(shape)) * dtype.itemsize
    return numpy.frombuffer((ctypes.c_char * size).from_address(pointer), dtype).reshape(shape)


def bounded_seed(seed):
    """A seed as the library takes it: 64 bits."""
    if not 0 <= int(seed) < 1 << 64:
        raise ValueError(f"expected a seed in 0...2^64-1, got {seed}")
    return int(seed)
