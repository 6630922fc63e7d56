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
case("silu", F.silu, 3 * r(3, 7))
case("leaky relu", lambda x: F.leaky_relu(x, 0.2), r(3, 7))
case("elu", lambda x: F.elu(x, 1.5), 2 * r(3, 7))
case("softplus", F.softplus, 5 * r(3, 7))
case("hardswish", F.hardswish, 3 * r(3, 7))
case("batch norm", lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), 2 * r(3, 4, 3, 7) + 1, r(4), r(4))
case("batch norm of columns", lambda x, w, b: F.batch_norm(x, None, None, w, b, training=True), 2 * r(5, 19), r(19), r(19))
case("batch norm, fixed", lambda x, w, b: F.batch_norm(
    x, torch.tensor([0.5, -1.0]), torch.tensor([2.0, 0.25]), w, b), r(3, 2, 17), r(2), r(2))
case("batch norm of columns, fixed", lambda x, w, b: F.batch_norm(
    x, torch.tensor([0.5, -1.0]), torch.tensor([2.0, 0.25]), w, b), r(3, 2), r(2), r(2))
case("group norm", lambda x, w, b: F.group_norm(x, 2, w, b), 2 * r(2, 6, 3, 3) + 1, r(6), r(6))
case("instance norm", lambda x: F.instance_norm(x), r(2, 3, 5))
case("cross entropy", lambda x: F.cross_entropy(x, labels, reduction="none"), 2 * r(5, 5))
case("cross entropy, smoothed", lambda x: F.cross_entropy(x, labels, reduction="none", label_smoothing=0.1), 2 * r(5, 5))
case("cross entropy, weighted", lambda x: F.cross_entropy(x, labels, class_weights, reduction="none"), 2 * r(5, 5))
case("cross entropy, all", lambda x: F.cross_entropy(
    x, ignoring, class_weights, ignore_index=-1, reduction="none", label_smoothing=0.3), 2 * r(5, 5))
case("binary cross entropy", lambda x: F.binary_cross_entropy_with_logits(
    x, torch.tensor([0.0, 1.0, 0.3, 1.0, 0.0]), reduction="none"), 4 * r(5))
case("divergence", lambda x: F.kl_div(x, torch.tensor([[0.2, 0.0, 0.8], [0.1, 0.6, 0.3]]), reduction="none"), r(2, 3))
case("embedding", lambda t: F.embedding(places, t), r(4, 3))
case("embedding, padded", lambda t: F.embedding(places, t, padding_idx=2), r(4, 3))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "normalization.json"), "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
