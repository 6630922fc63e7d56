"""Writes operations.json: operations and their gradients, as PyTorch computes them (made with torch 2.x, CPU).

Each case has its inputs, its output, the gradients g of sum(output * weights) with weights = sin(1), sin(2), ..., and the
gradients of sum(g * v) over all inputs with v = cos(1), cos(2), ... ("second"; left out where they are all zero).
Run: python make_operations.py
"""
import json
import math
import os

import torch

torch.manual_seed(7)
cases = []


def case(name, function, *inputs):
    inputs = [i.clone().requires_grad_(True) for i in inputs]
    output = function(*inputs)
    weights = torch.tensor([math.sin(i + 1) for i in range(output.numel())]).reshape(output.shape)
    first = torch.autograd.grad((output * weights).sum(), inputs, create_graph=True)
    wave = lambda t: torch.tensor([math.cos(i + 1) for i in range(t.numel())]).reshape(t.shape)
    along = sum((g * wave(g)).sum() for g in first)
    second = (torch.autograd.grad(along, inputs, allow_unused=True, materialize_grads=True)
              if along.requires_grad else [])
    pack = lambda t: {"shape": list(t.shape), "values": [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]}
    cases.append({"name": name, "inputs": [pack(i) for i in inputs], "output": pack(output),
                  "gradients": [pack(g) for g in first],
                  "second": [pack(g) for g in second] if any(g.abs().max() > 0 for g in second) else []})


def r(*shape):
    return torch.randn(*shape)


p = lambda *shape: torch.rand(*shape) + 0.5
index = torch.tensor([2, 0, 1, 2])
case("add", lambda a, b: a + b, r(3, 4), r(4))
case("subtract", lambda a, b: a - b, r(3, 1), r(2, 1, 4))
case("multiply", lambda a, b: a * b, r(2, 3, 4), r(3, 1))
case("divide", lambda a, b: a / b, r(3, 4), p(3, 4))
case("number over", lambda a: 2 / a, p(5))
case("over number", lambda a: a / 3, r(5))
case("exp", torch.exp, r(3, 4))
case("log", torch.log, p(3, 4))
case("sqrt", torch.sqrt, p(3, 4))
case("abs", torch.abs, r(3, 4))
case("squared", torch.square, r(3, 4))
case("clipped", lambda a: a.clamp(-0.5, 0.5), r(3, 4))
case("relu", torch.relu, r(3, 4))
case("tanh", torch.tanh, r(3, 4))
case("sigmoid", torch.sigmoid, r(3, 4))
case("minimum", torch.minimum, r(3, 4), r(3, 4))
case("maximum", torch.maximum, r(3, 4), r(4))
case("matmul", torch.matmul, r(3, 5), r(5, 4))
case("matmul tn", lambda a, b: a.T @ b, r(5, 3), r(5, 4))
case("matmul nt", lambda a, b: a @ b.T, r(3, 5), r(4, 5))
case("matmul tt", lambda a, b: a.T @ b.T, r(5, 3), r(4, 5))
case("matmul batch", torch.matmul, r(2, 3, 5), r(2, 5, 4))
case("matmul broadcast", lambda a, b: a @ b.mT, r(2, 1, 3, 5), r(4, 4, 5))
case("matmul shared", torch.matmul, r(2, 3, 5), r(5, 4))
for name, f in (("none", lambda x: x), ("relu", torch.relu), ("tanh", torch.tanh), ("sigmoid", torch.sigmoid)):
    case("linear " + name, lambda x, w, b: f(torch.nn.functional.linear(x, w, b)), r(3, 5), r(4, 5), r(4))
case("sum", torch.sum, r(3, 4))
case("mean", torch.mean, r(3, 4))
case("sum 0", lambda a: a.sum(0), r(3, 4))
case("sum 1 of 3", lambda a: a.sum(1), r(2, 3, 4))
case("mean -1 kept", lambda a: a.mean(-1, keepdim=True), r(2, 3, 4))
case("max 1", lambda a: a.max(1).values, r(3, 4))
case("max 0 kept", lambda a: a.max(0, keepdim=True).values, r(3, 4))
case("min 1 of 3", lambda a: a.min(1).values, r(2, 3, 4))
case("top 2", lambda a: a.topk(2, 1).values, r(3, 5))
case("sum 0 2", lambda a: a.sum((0, 2)), r(2, 3, 2, 2))
case("mean 1 -1 kept", lambda a: a.mean((1, -1), keepdim=True), r(2, 3, 2, 2))
case("variance", lambda a: a.var(1), r(3, 4))
case("variance 0 2", lambda a: a.var((0, 2), unbiased=False, keepdim=True), r(2, 3, 4))
case("standard deviation", lambda a: a.std(0), r(4, 3))
case("log sum exp", lambda a: a.logsumexp(1), r(3, 4))
case("log sum exp 0", lambda a: a.logsumexp(0, keepdim=True), r(3, 4))
case("cumulative sum", lambda a: a.cumsum(1), r(2, 4))
case("cumulative sum 0", lambda a: a.cumsum(0), r(4, 2))
case("softmax 1", lambda a: a.softmax(1), r(2, 3, 2))
case("log softmax 0", lambda a: a.log_softmax(0), r(3, 4))
case("power 2.5", lambda a: a ** 2.5, p(5))
case("power 3", lambda a: a ** 3, r(5))
case("power -1", lambda a: a ** -1, p(5))
case("powers", torch.pow, p(3, 4), r(4))
case("exp2", torch.exp2, r(5))
case("reciprocal square root", torch.rsqrt, p(5))
case("sine", torch.sin, 9 * r(5))
case("cosine", torch.cos, 9 * r(5))
mask = torch.tensor([1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0]).reshape(3, 4)
case("where", lambda a, b: torch.where(mask != 0, a, b), r(3, 4), r(4))
case("softmax", lambda a: a.softmax(-1), r(3, 4))
case("log softmax", lambda a: a.log_softmax(-1), r(3, 4))
case("take columns", lambda a: a.gather(1, index.unsqueeze(1)).squeeze(1), r(4, 3))
case("gather rows", lambda a: a[index], r(3, 2))
case("transposed", lambda a: a.T, r(3, 4))
case("permuted", lambda a: a.permute(2, 0, 1), r(2, 3, 4))
case("exchanged", lambda a: a.transpose(1, 2), r(2, 3, 4, 2))
case("flipped", lambda a: a.flip(0, 2), r(2, 3, 4))
case("padded", lambda a: torch.nn.functional.pad(a, (2, 1, 1, 0), value=3), r(2, 3))
case("stacked", lambda a, b: torch.stack([a, b], 1), r(2, 3), r(2, 3))
case("scatter rows", lambda a: torch.zeros(4, 3).index_add(0, index, a), r(4, 3))
places = torch.tensor([[3, 3, 0], [1, 2, 1]])
case("gathered", lambda a: a.gather(1, places), r(3, 4))
case("scatter add", lambda a, b: a.scatter_add(1, places, b), r(3, 4), r(2, 3))
case("sliced", lambda a: a[:, 1:3], r(2, 4, 3))
case("concatenated", lambda a, b: torch.cat([a, b], 1), r(2, 1, 3), r(2, 2, 3))
case("huber", lambda a: torch.nn.functional.huber_loss(a, torch.zeros(6), reduction="none", delta=0.7), r(6))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "operations.json"), "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
