"""Makes safetensors_python.safetensors with Python's `safetensors` (made with 0.8.0 and numpy 2.4), and reads what Swift wrote.

    python3 safetensors_exchange.py write               # rewrites the file beside this script
    python3 safetensors_exchange.py check FILE          # FILE as SafeTensorsPythonTests writes it
"""
import os
import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

TENSORS = {
    "0.weight": np.arange(6, dtype=np.float32).reshape(2, 3) / 4 - 1,
    "0.bias": np.array([2.0**-140, -np.inf, 3.5], dtype=np.float32),
    "counters": np.array([-(2**63), -1, 2**63 - 1], dtype=np.int64),
    "sums": np.array([0.1, -0.0, 1e300], dtype=np.float64),
    "bytes": np.array([0, 127, 255], dtype=np.uint8),
    "flag": np.array([True, False]),
    "one": np.array(7, dtype=np.int16),
    "none": np.zeros((0, 4), dtype=np.float32),
}
METADATA = {"seed": "7", "note": 'a "b"\n\\ é \U0001f600'}

if sys.argv[1] == "write":
    folder = os.path.dirname(os.path.abspath(__file__))
    save_file(TENSORS, os.path.join(folder, "safetensors_python.safetensors"), METADATA)
else:
    found = load_file(sys.argv[2])
    assert sorted(found) == sorted(TENSORS), sorted(found)
    for name, expected in TENSORS.items():
        assert found[name].dtype == expected.dtype, name
        assert found[name].shape == expected.shape, name
        assert found[name].tobytes() == expected.tobytes(), name
    with safe_open(sys.argv[2], framework="numpy") as file:
        assert file.metadata() == METADATA, file.metadata()
    print("the same")
