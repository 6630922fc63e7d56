"""Writes maml.json: the meta-gradient of MAML on a sine, as PyTorch computes it (torch.func, made with torch 2.x, CPU).

A 1-8-8-1 tanh network takes two steps of gradient descent (rate 0.1) on five points; the loss on five others is
differentiated by the initial weights, through the steps. Run: python make_maml.py
"""
import json
import os

import torch
from torch.func import functional_call, grad

torch.manual_seed(3)
network = torch.nn.Sequential(
    torch.nn.Linear(1, 8), torch.nn.Tanh(), torch.nn.Linear(8, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
weights = {name: p.detach().clone() for name, p in network.named_parameters()}
sine = lambda x: 1.5 * torch.sin(x + 0.4)
support, query = torch.rand(5, 1) * 4 - 2, torch.rand(5, 1) * 4 - 2
loss = lambda w, x: torch.mean((functional_call(network, w, (x,)) - sine(x)) ** 2)


def adapted(w):
    for _ in range(2):
        gradients = grad(loss)(w, support)
        w = {name: w[name] - 0.1 * gradients[name] for name in w}
    return loss(w, query)


meta = grad(adapted)(weights)
pack = lambda t: {"shape": list(t.shape), "values": [float(f"{v:.9g}") for v in t.flatten().tolist()]}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "maml.json"), "w") as file:
    json.dump({
        "weights": [pack(w) for w in weights.values()], "supportInputs": pack(support),
        "supportTargets": pack(sine(support)), "queryInputs": pack(query), "queryTargets": pack(sine(query)),
        "loss": adapted(weights).item(), "gradients": [pack(meta[name]) for name in weights]}, file)
    file.write("\n")
