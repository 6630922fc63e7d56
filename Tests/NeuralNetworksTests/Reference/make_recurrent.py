"""Writes recurrent.json beside this file: PyTorch's recurrent layers, forward and backward, for RecurrentReferenceTests.

    python3 make_recurrent.py        (made with torch 2.13.0 on the CPU, float32)

The sum whose gradient is taken weighs the elements of output, h and c by sin(1), sin(2), ...
With lengths the sequences are packed, in any order.
"""
import json
import os

import torch

torch.manual_seed(11)
torch.set_num_threads(1)
INPUT, HIDDEN, BATCH, STEPS = 3, 4, 4, 5


def numbers(tensor):
    return [float(f"{x:.7g}") for x in tensor.detach().double().flatten().tolist()]


def weighted(tensor):
    weights = torch.sin(torch.arange(1, tensor.numel() + 1, dtype=torch.float64)).float()
    return (tensor.flatten() * weights).sum()


def case(kind, layers, bidirectional, batch_first, lengths, bias=True):
    make = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}.get(kind, torch.nn.RNN)
    options = {} if kind in ("lstm", "gru") else dict(nonlinearity=kind)
    net = make(INPUT, HIDDEN, num_layers=layers, bidirectional=bidirectional, batch_first=batch_first,
               bias=bias, **options)
    x = torch.randn((BATCH, STEPS, INPUT) if batch_first else (STEPS, BATCH, INPUT), requires_grad=True)
    states = [torch.randn(layers * (2 if bidirectional else 1), BATCH, HIDDEN, requires_grad=True)
              for _ in range(2 if kind == "lstm" else 1)]
    start = tuple(states) if kind == "lstm" else states[0]
    if lengths is None:
        output, last = net(x, start)
    else:
        packed = torch.nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first, enforce_sorted=False)
        output, last = net(packed, start)
        output, _ = torch.nn.utils.rnn.pad_packed_sequence(output, batch_first, total_length=STEPS)
    last = last if kind == "lstm" else (last,)
    (weighted(output) + sum(weighted(t) for t in last)).backward()
    return {
        "kind": kind, "layers": layers, "bidirectional": bidirectional, "batchFirst": batch_first,
        "hasBias": bias, "lengths": lengths,
        "parameters": {name: numbers(p) for name, p in net.named_parameters()},
        "names": [name for name, _ in net.named_parameters()],
        "input": numbers(x), "start": [numbers(s) for s in states],
        "output": numbers(output), "last": [numbers(s) for s in last],
        "inputGradient": numbers(x.grad), "startGradients": [numbers(s.grad) for s in states],
        "gradients": {name: numbers(p.grad) for name, p in net.named_parameters()},
    }


def main():
    cases = []
    for kind in ("tanh", "relu", "lstm", "gru"):
        cases.append(case(kind, 1, False, False, None, bias=kind != "gru"))
        cases.append(case(kind, 2, True, True, None))
        cases.append(case(kind, 1, True, kind == "lstm", [2, 5, 1, 3]))
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "recurrent.json")
    with open(path, "w") as file:
        json.dump(cases, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
