"""Writes optimizers.json and network.json beside this file: numbers of PyTorch for the tests of NeuralNetworks.

    python3 make_reference.py        (made with torch 2.13.0 on the CPU, float32)

Values are printed with 9 significant digits, enough to give back every float32.
"""
import json
import os

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
torch.manual_seed(7)
torch.set_num_threads(1)


def numbers(tensor):
    return [float(f"{x:.9g}") for x in tensor.detach().double().flatten().tolist()]


def write(name, value):
    with open(os.path.join(HERE, name), "w") as file:
        json.dump(value, file, indent=None, separators=(",", ":"))
        file.write("\n")


def lion(p, g, state, step, lr, betas, weight_decay):
    """Chen et al. 2023, algorithm 2, in double."""
    m = state.setdefault("m", np.zeros_like(p))
    direction = np.sign(betas[0] * m + (1 - betas[0]) * g)
    m[:] = betas[1] * m + (1 - betas[1]) * g
    return p - lr * (direction + weight_decay * p)


def lamb(p, g, state, step, lr, betas, eps, weight_decay):
    """You et al. 2020, algorithm 2 with phi(z) = z, in double."""
    m, v = state.setdefault("m", np.zeros_like(p)), state.setdefault("v", np.zeros_like(p))
    m[:] = betas[0] * m + (1 - betas[0]) * g
    v[:] = betas[1] * v + (1 - betas[1]) * g * g
    r = (m / (1 - betas[0] ** step)) / (np.sqrt(v / (1 - betas[1] ** step)) + eps)
    u = r + weight_decay * p
    sizes = np.linalg.norm(p), np.linalg.norm(u)
    return p - lr * (sizes[0] / sizes[1] if min(sizes) > 0 else 1.0) * u


def in_numpy(rule, starts, gradients, **options):
    values = [x.double().numpy().copy() for x in starts]
    states = [{} for _ in starts]
    steps = []
    for step, row in enumerate(gradients, 1):
        values = [rule(p, g.double().numpy(), state, step, **options)
                  for p, g, state in zip(values, row, states)]
        steps.append([numbers(torch.tensor(x)) for x in values])
    return steps


def optimizers():
    """Two parameters, five given gradients each, the values after each step."""
    starts = [torch.randn(2, 3), torch.randn(2)]
    gradients = [[torch.randn(2, 3), torch.randn(2)] for _ in range(5)]
    cases = {
        "sgd": (torch.optim.SGD, dict(lr=0.1)),
        "sgd-decay": (torch.optim.SGD, dict(lr=0.1, weight_decay=0.2)),
        "sgd-momentum": (torch.optim.SGD, dict(lr=0.1, momentum=0.9)),
        "sgd-nesterov-decay": (
            torch.optim.SGD, dict(lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.1)),
        "rmsprop": (torch.optim.RMSprop, dict(lr=0.02)),
        "rmsprop-momentum-decay": (
            torch.optim.RMSprop,
            dict(lr=0.02, alpha=0.9, eps=1e-3, momentum=0.5, weight_decay=0.1)),
        "adam": (torch.optim.Adam, dict(lr=0.05)),
        "adam-decay": (
            torch.optim.Adam, dict(lr=0.05, betas=(0.8, 0.95), eps=1e-3, weight_decay=0.3)),
        "adamw": (torch.optim.AdamW, dict(lr=0.05)),
        "adamw-decay": (torch.optim.AdamW, dict(lr=0.05, betas=(0.8, 0.95), weight_decay=0.5)),
    }
    # The weight has a decay of its own, the bias none and a rate of its own.
    groups = lambda weight, bias: [dict(params=[weight]), dict(params=[bias], lr=0.01, weight_decay=0)]
    clip_norm = lambda parameters: torch.nn.utils.clip_grad_norm_(parameters, 0.5)
    clip_value = lambda parameters: torch.nn.utils.clip_grad_value_(parameters, 0.3)
    cases.update({
        "adamw-groups": (torch.optim.AdamW, dict(lr=0.05, weight_decay=0.5), groups),
        "sgd-clipnorm": (torch.optim.SGD, dict(lr=0.1, momentum=0.9), None, clip_norm),
        "adamw-clipnorm": (torch.optim.AdamW, dict(lr=0.05), None, clip_norm),
        "rmsprop-clipvalue": (torch.optim.RMSprop, dict(lr=0.02), None, clip_value),
    })
    results = {
        "lion": in_numpy(lion, starts, gradients, lr=0.05, betas=(0.9, 0.99), weight_decay=0),
        "lion-decay": in_numpy(lion, starts, gradients, lr=0.05, betas=(0.8, 0.95), weight_decay=0.5),
        "lamb": in_numpy(lamb, starts, gradients, lr=0.05, betas=(0.9, 0.999), eps=1e-6, weight_decay=0.01),
        "lamb-plain": in_numpy(lamb, starts, gradients, lr=0.05, betas=(0.8, 0.95), eps=1e-3, weight_decay=0),
    }
    for name, (kind, options, *more) in cases.items():
        parameters = [torch.nn.Parameter(x.clone()) for x in starts]
        grouping, clip = (more + [None, None])[:2]
        optimizer = kind(grouping(*parameters) if grouping else parameters, **options)
        steps = []
        for step in gradients:
            for parameter, gradient in zip(parameters, step):
                parameter.grad = gradient.clone()
            if clip:
                clip(parameters)
            optimizer.step()
            steps.append([numbers(x) for x in parameters])
        results[name] = steps
    write("optimizers.json", {
        "starts": [numbers(x) for x in starts],
        "gradients": [[numbers(x) for x in step] for step in gradients],
        "results": results,
    })


def network():
    """A small network: forward, three losses, gradients, and one step of Adam along the Huber loss."""
    net = torch.nn.Sequential(
        torch.nn.Linear(3, 5), torch.nn.ReLU(), torch.nn.Linear(5, 4), torch.nn.Tanh(),
        torch.nn.Linear(4, 3), torch.nn.Sigmoid(), torch.nn.Linear(3, 2))
    inputs = torch.randn(6, 3)
    targets = 2 * torch.randn(6, 2)
    labels = torch.tensor([0, 1, 1, 0, 1, 0])
    functions = {
        "meanSquaredError": lambda y: torch.nn.functional.mse_loss(y, targets),
        "huber": lambda y: torch.nn.functional.huber_loss(y, targets, delta=0.7),
        "crossEntropy": lambda y: torch.nn.functional.cross_entropy(y, labels),
    }

    def named(values):
        return {name: numbers(x) for name, x in values}

    before = named(net.named_parameters())
    shapes = {name: list(x.shape) for name, x in net.named_parameters()}
    losses, gradients = {}, {}
    for name in ["meanSquaredError", "crossEntropy", "huber"]:  # the last gradient is stepped along
        net.zero_grad()
        loss = functions[name](net(inputs))
        loss.backward()
        losses[name] = numbers(loss)[0]
        gradients[name] = {key: numbers(x.grad) for key, x in net.named_parameters()}
    outputs = numbers(net(inputs))
    norm = torch.nn.utils.clip_grad_norm_(net.parameters(), 0.1)
    clipped = {key: numbers(x.grad) for key, x in net.named_parameters()}
    torch.optim.Adam(net.parameters(), lr=0.01).step()
    write("network.json", {
        "names": list(shapes), "shapes": shapes, "before": before, "inputs": numbers(inputs),
        "targets": numbers(targets), "labels": labels.tolist(), "outputs": outputs,
        "losses": losses, "gradients": gradients, "norm": numbers(norm)[0], "clipped": clipped,
        "afterAdam": named(net.named_parameters()),
    })


if __name__ == "__main__":
    optimizers()
    network()
