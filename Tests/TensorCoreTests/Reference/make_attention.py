"""Writes attention.json: scaled_dot_product_attention and its gradients, as PyTorch computes them (torch 2.x, CPU).

The gradients are those of sum(output * weights) with weights = sin(1), sin(2), ... Run: python make_attention.py
"""
import json
import math
import os

import torch

torch.manual_seed(11)
cases = []


def case(name, q, k, v, mask=None, is_causal=False, scale=None):
    inputs = [i.double().requires_grad_(True) for i in (q, k, v)]
    attend = torch.nn.functional.scaled_dot_product_attention
    output = attend(*inputs, attn_mask=None if mask is None else mask.double(), is_causal=is_causal, scale=scale)
    weights = torch.tensor([math.sin(i + 1) for i in range(output.numel())]).double().reshape(output.shape)
    (output * weights).sum().backward()

    def pack(t):
        # JSON has no infinity: -1e39 is read as minus infinity.
        values = [-1e39 if v == -math.inf else float(f"{v:.8g}") for v in t.detach().flatten().tolist()]
        return {"shape": list(t.shape), "values": values}
    cases.append({"name": name, "inputs": [pack(i) for i in (q, k, v)],
                  "mask": None if mask is None else pack(mask), "isCausal": is_causal, "scale": scale,
                  "output": pack(output), "gradients": [pack(i.grad) for i in inputs]})


def r(*shape):
    return torch.randn(*shape)


case("plain", r(2, 2, 5, 4), r(2, 2, 5, 4), r(2, 2, 5, 4))
case("causal", r(1, 2, 6, 3), r(1, 2, 6, 3), r(1, 2, 6, 3), is_causal=True)
case("cross", r(2, 1, 3, 4), r(2, 1, 7, 4), r(2, 1, 7, 5), scale=0.3)
case("mask of each head", r(2, 2, 3, 4), r(2, 2, 5, 4), r(2, 2, 5, 2), mask=r(2, 2, 3, 5))
case("one mask", r(2, 2, 3, 4), r(2, 2, 5, 4), r(2, 2, 5, 4), mask=r(3, 5))
hidden = torch.zeros(2, 1, 1, 5)
hidden[0, 0, 0, 3:] = -math.inf
case("padding", r(2, 2, 3, 4), r(2, 2, 5, 4), r(2, 2, 5, 4), mask=hidden)
case("several blocks", r(1, 1, 2, 2), r(1, 1, 140, 2), r(1, 1, 140, 2))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "attention.json"), "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
