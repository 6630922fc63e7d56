"""Writes convolutions.json: convolutions, pooling and their gradients, as PyTorch computes them (torch 2.x, CPU).

Each case has its inputs, its output, and the gradients of sum(output * weights) with weights = sin(1), sin(2), ...
Run: python make_convolutions.py
"""
import json
import math
import os

import torch

F = torch.nn.functional
torch.manual_seed(11)
cases = []


def case(name, function, *inputs):
    inputs = [i.clone().requires_grad_(True) for i in inputs]
    output = function(*inputs)
    weights = torch.tensor([math.sin(i + 1) for i in range(output.numel())]).reshape(output.shape)
    (output * weights).sum().backward()
    pack = lambda t: {"shape": list(t.shape), "values": [float(f"{v:.8g}") for v in t.detach().flatten().tolist()]}
    cases.append({"name": name, "inputs": [pack(i) for i in inputs], "output": pack(output),
                  "gradients": [pack(i.grad) for i in inputs]})


def r(*shape):
    return torch.randn(*shape)


case("conv2d", F.conv2d, r(2, 3, 5, 6), r(4, 3, 3, 3), r(4))
case("conv2d padded", lambda x, w, b: F.conv2d(x, w, b, padding=(1, 2)), r(1, 2, 4, 5), r(3, 2, 3, 3), r(3))
case("conv2d strided", lambda x, w, b: F.conv2d(x, w, b, stride=(2, 3), padding=1), r(2, 2, 8, 9), r(5, 2, 3, 2), r(5))
case("conv2d dilated", lambda x, w, b: F.conv2d(x, w, b, stride=2, padding=2, dilation=(2, 3)), r(1, 2, 9, 9),
     r(3, 2, 3, 2), r(3))
case("conv2d grouped", lambda x, w, b: F.conv2d(x, w, b, padding=1, groups=2), r(2, 4, 5, 5), r(6, 2, 3, 3), r(6))
case("conv2d by channel", lambda x, w, b: F.conv2d(x, w, b, padding=1, groups=4), r(1, 4, 5, 5), r(4, 1, 3, 3), r(4))
case("conv2d without bias", F.conv2d, r(1, 1, 4, 4), r(2, 1, 2, 2))
case("conv2d relu", lambda x, w, b: F.conv2d(x, w, b, padding=1).relu(), r(2, 2, 5, 5), r(3, 2, 3, 3), r(3))
case("conv2d tanh", lambda x, w, b: F.conv2d(x, w, b, padding=1).tanh(), r(1, 2, 5, 5), r(3, 2, 3, 3), r(3))
case("conv2d relu pooled", lambda x, w, b: F.max_pool2d(F.conv2d(x, w, b, padding=1).relu(), 2), r(2, 2, 6, 7),
     r(9, 2, 3, 3), r(9))
case("conv1d", lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=2, dilation=2), r(2, 3, 11), r(4, 3, 3), r(4))
case("convTranspose2d", lambda x, w, b: F.conv_transpose2d(x, w, b, stride=2, padding=1, output_padding=1),
     r(2, 3, 4, 4), r(3, 2, 3, 3), r(2))
case("convTranspose2d grouped",
     lambda x, w, b: F.conv_transpose2d(x, w, b, stride=(1, 3), padding=(0, 2), dilation=(2, 1), groups=2),
     r(1, 4, 4, 5), r(4, 3, 2, 4), r(6))
case("maxPool2d", lambda x: F.max_pool2d(x, 2), r(2, 2, 5, 6))
case("maxPool2d overlapping", lambda x: F.max_pool2d(x, 3, 2, 1), r(1, 2, 7, 8))
case("averagePool2d", lambda x: F.avg_pool2d(x, 2), r(2, 2, 5, 6))
case("averagePool2d overlapping", lambda x: F.avg_pool2d(x, 3, 2, 1), r(1, 2, 7, 8))
case("averagePool2d without padding", lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False), r(1, 2, 7, 8))
case("adaptiveAveragePool2d", lambda x: F.adaptive_avg_pool2d(x, (3, 2)), r(1, 2, 7, 8))
case("adaptiveMaxPool2d", lambda x: F.adaptive_max_pool2d(x, (3, 5)), r(1, 2, 7, 8))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "convolutions.json"), "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
