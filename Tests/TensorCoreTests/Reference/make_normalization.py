"""Writes normalization.json: norms, activations, losses by rows and embedding, as PyTorch computes them (torch 2.x, CPU).

The form is that of operations.json (see make_operations.py): inputs, output, and the gradients of
sum(output * weights) with weights = sin(1), sin(2), ...
Run: python make_normalization.py
"""
import json
import math
import os

import torch
import torch.nn.functional as F

torch.manual_seed(11)
cases = []


def case(name, function, *inputs):
    inputs = [i.clone().requires_grad_(True) for i in inputs]
    output = function(*inputs)
    weights = torch.tensor([math.sin(i + 1) for i in range(output.numel())]).reshape(output.shape)
    (output * weights).sum().backward()
    pack = lambda t: {"shape": list(t.shape), "values": [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]}
    cases.append({"name": name, "inputs": [pack(i) for i in inputs], "output": pack(output),
                  "gradients": [pack(i.grad) for i in inputs]})


def r(*shape):
    return torch.randn(*shape)


labels = torch.tensor([2, 0, 1, 2, 4])
ignoring = torch.tensor([2, -1, 1, -1, 4])
class_weights = torch.tensor([0.5, 1.5, 2.0, 0.25, 1.0])
places = torch.tensor([[2, 0, 1], [2, 3, 2]])

case("layer norm", lambda x, w, b: F.layer_norm(x, (19,), w, b), 2 * r(2, 3, 19) + 1, r(19), r(19))
case("layer norm, plain", lambda x: F.layer_norm(x, (5,), eps=0.1), r(3, 5))
case("rms norm", lambda x, w: F.rms_norm(x, (19,), w, eps=1e-5), 2 * r(2, 3, 19) + 1, r(19))
case("gelu", F.gelu, 2 * r(3, 7))
case("gelu tanh", lambda x: F.gelu(x, approximate="tanh"), 2 * r(3, 7))
case("cross entropy", lambda x: F.cross_entropy(x, labels, reduction="none"), 2 * r(5, 5))
case("cross entropy, smoothed", lambda x: F.cross_entropy(x, labels, reduction="none", label_smoothing=0.1), 2 * r(5, 5))
case("cross entropy, weighted", lambda x: F.cross_entropy(x, labels, class_weights, reduction="none"), 2 * r(5, 5))
case("cross entropy, all", lambda x: F.cross_entropy(
    x, ignoring, class_weights, ignore_index=-1, reduction="none", label_smoothing=0.3), 2 * r(5, 5))
case("embedding", lambda t: F.embedding(places, t), r(4, 3))
case("embedding, padded", lambda t: F.embedding(places, t, padding_idx=2), r(4, 3))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "normalization.json"), "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
