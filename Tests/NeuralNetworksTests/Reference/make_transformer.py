"""Writes transformer.json: MultiheadAttention, TransformerEncoderLayer and TransformerDecoderLayer as PyTorch computes
them, outputs and gradients of sum(output * weights), weights = sin(1), sin(2), ... (torch 2.x, CPU, double precision).

Run: python make_transformer.py
"""
import json
import math
import os

import torch

torch.manual_seed(5)
SIZE, HEADS, INNER = 6, 2, 5
cases = []


def values(t):
    return [float(f"{v:.8g}") for v in t.detach().flatten().tolist()]


def case(name, module, inputs, **options):
    """Parameters rounded to float first, then all in double, as the reference."""
    module = module.float()
    for p in module.parameters():
        if p.dim() == 1:  # biases and norms begin as zeros and ones: tell them apart
            p.data = p.data + 0.3 * torch.randn_like(p)
        p.data = torch.tensor(values(p)).reshape(p.shape)
    module = module.double()
    inputs = {k: torch.tensor(values(v)).double().reshape(v.shape).requires_grad_(True) for k, v in inputs.items()}
    output = call(module, inputs, options)
    weights = torch.tensor([math.sin(i + 1) for i in range(output.numel())]).double().reshape(output.shape)
    (output * weights).sum().backward()
    cases.append({
        "name": name, "options": {k: v for k, v in options.items()},
        "parameters": {k: {"shape": list(p.shape), "values": values(p), "gradient": values(p.grad)}
                       for k, p in module.named_parameters()},
        "inputs": {k: {"shape": list(v.shape), "values": values(v), "gradient": values(v.grad)}
                   for k, v in inputs.items()},
        "output": {"shape": list(output.shape), "values": values(output)}})


def padding(lengths, time):
    return None if lengths is None else torch.tensor([[t >= n for t in range(time)] for n in lengths])


def causal(is_causal, time):
    return torch.triu(torch.ones(time, time, dtype=torch.bool), 1) if is_causal else None


def call(module, x, o):
    is_causal, lengths = o.get("isCausal", False), o.get("lengths")
    first = x["input"]
    time = first.shape[1]
    if isinstance(module, torch.nn.MultiheadAttention):
        key = x.get("key", x.get("memory", first))
        value = x.get("value", key)
        return module(first, key, value, key_padding_mask=padding(lengths, key.shape[1]),
                      attn_mask=causal(is_causal, time), need_weights=False)[0]
    if isinstance(module, torch.nn.TransformerEncoderLayer):
        return module(first, src_mask=causal(is_causal, time), src_key_padding_mask=padding(lengths, time))
    memory = x["memory"]
    return module(first, memory, tgt_mask=causal(is_causal, time),
                  memory_key_padding_mask=padding(o.get("memoryLengths"), memory.shape[1]))


def r(*shape):
    return torch.randn(*shape)


def attention(**o):
    return torch.nn.MultiheadAttention(SIZE, HEADS, batch_first=True, **o)


def tanh_gelu(x):
    return torch.nn.functional.gelu(x, approximate="tanh")


def encoder(**o):
    return torch.nn.TransformerEncoderLayer(SIZE, HEADS, INNER, dropout=0, batch_first=True, **o)


def decoder(**o):
    return torch.nn.TransformerDecoderLayer(SIZE, HEADS, INNER, dropout=0, batch_first=True, **o)


case("attention", attention(), {"input": r(2, 4, SIZE)})
case("attention", attention(bias=False), {"input": r(2, 4, SIZE)}, isCausal=True)
case("attention", attention(), {"input": r(2, 3, SIZE), "memory": r(2, 5, SIZE)}, lengths=[5, 2])
case("attention", attention(), {"input": r(1, 3, SIZE), "key": r(1, 4, SIZE), "value": r(1, 4, SIZE)})
case("encoder", encoder(), {"input": r(2, 4, SIZE)}, lengths=[4, 3])
case("encoder", encoder(activation=tanh_gelu, norm_first=True), {"input": r(2, 4, SIZE)}, isCausal=True,
     normFirst=True, activation="gelu_tanh")
case("decoder", decoder(), {"input": r(2, 3, SIZE), "memory": r(2, 4, SIZE)}, isCausal=True, memoryLengths=[2, 4])
case("decoder", decoder(activation="gelu", norm_first=True), {"input": r(2, 3, SIZE), "memory": r(2, 4, SIZE)},
     isCausal=False, normFirst=True, activation="gelu")

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "transformer.json"), "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
