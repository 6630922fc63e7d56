"""Writes maml.json beside this file: meta-gradients of PyTorch for the tests of MAML, ANIL and Reptile.

    python3 make_maml.py        (made with torch 2.13.0 on the CPU, float64)

A tiny network with every kind of layer that Conv-4 has: a strided convolution, batch normalization by
the statistics of the batch, ReLU, a convolution with a max-pool behind it, a linear head. The task has
3 ways, 2 shots and 3 queries.
"""
import json
import os

import torch
import torch.nn.functional as F
from torch import nn
from torch.func import functional_call

HERE = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(11)
torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
WAYS, SHOTS, QUERIES, RATE = 3, 2, 3, 0.4


def values(tensor):
    # Float32 numbers, so that both programs begin with the same ones.
    return tensor.float().double()


def record(tensor):
    return {"shape": list(tensor.shape), "values": [float(f"{x:.9g}") for x in tensor.detach().flatten().tolist()]}


def batch_norm(channels):
    return nn.BatchNorm2d(channels, track_running_stats=False)


network = nn.Sequential(
    nn.Conv2d(1, 4, 3, stride=2, padding=1), batch_norm(4), nn.ReLU(),
    nn.Conv2d(4, 5, 3, padding=1), batch_norm(5), nn.ReLU(), nn.MaxPool2d(2),
    nn.Flatten(), nn.Linear(20, WAYS))
with torch.no_grad():
    for parameter in network.parameters():
        parameter.copy_(values(parameter + 0.1 * torch.randn_like(parameter)))
support = values(torch.randn(WAYS * SHOTS, 1, 8, 8))
query = values(torch.randn(WAYS * QUERIES, 1, 8, 8))
support_labels = torch.arange(WAYS).repeat_interleave(SHOTS)
query_labels = torch.arange(WAYS).repeat_interleave(QUERIES)
initial = dict(network.named_parameters())


def adapted(steps, second, names):
    """The weights after some steps of gradient descent on the labelled examples."""
    weights = dict(initial)
    for _ in range(steps):
        loss = F.cross_entropy(functional_call(network, weights, (support,)), support_labels)
        gradients = torch.autograd.grad(loss, [weights[name] for name in names], create_graph=second)
        weights.update({name: weights[name] - RATE * g for name, g in zip(names, gradients)})
    return weights


def case(steps, second, head_only):
    names = list(initial)[-2:] if head_only else list(initial)
    logits = functional_call(network, adapted(steps, second, names), (query,))
    loss = F.cross_entropy(logits, query_labels)
    gradients = torch.autograd.grad(loss, list(initial.values()))
    return {
        "innerSteps": steps, "order": "second" if second else "first",
        "adapts": "head" if head_only else "all", "loss": loss.item(),
        "logits": record(logits), "gradients": [record(g) for g in gradients],
    }


def reptile(steps, rate):
    """The weights after some steps of Adam without a first moment on all labelled examples."""
    weights = {name: p.detach().clone().requires_grad_() for name, p in initial.items()}
    adam = torch.optim.Adam(weights.values(), lr=rate, betas=(0.0, 0.999))
    for _ in range(steps):
        adam.zero_grad()
        F.cross_entropy(functional_call(network, weights, (support,)), support_labels).backward()
        adam.step()
    logits = functional_call(network, weights, (query,))
    return {
        "innerSteps": steps, "innerRate": rate, "logits": record(logits),
        "weights": [record(w) for w in weights.values()],
    }


with open(os.path.join(HERE, "maml.json"), "w") as file:
    json.dump({
        "innerRate": RATE, "weights": [record(p) for p in initial.values()],
        "support": record(support), "query": record(query),
        "cases": [case(steps, second, head) for head in (False, True)
                  for second in (True, False) for steps in (1, 2)],
        "reptile": reptile(3, 0.01),
    }, file, separators=(",", ":"))
    file.write("\n")
