"""Writes specifications.json beside this file: names and shapes that PyTorch gives networks of all layers.

    python3 make_specifications.py        (made with torch 2.13.0 on the CPU)

Each case is a network as YAML, and what the same layers in torch.nn have as state_dict and output shape.
"""
import json
import os

import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))


class Residual(nn.Module):
    def __init__(self, body, shortcut=None):
        super().__init__()
        self.body = body
        if shortcut is not None:
            self.shortcut = shortcut

    def forward(self, x):
        return self.body(x) + (self.shortcut(x) if hasattr(self, "shortcut") else x)


class Last(nn.Module):
    def forward(self, x):
        return x[:, -1]


class Positions(nn.Module):
    def __init__(self, length, size):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(length, size))

    def forward(self, x):
        return x + self.weight


class Recurrent(nn.Module):
    """The output sequence of a recurrent module, under the module's own names."""

    def __init__(self, inner):
        super().__init__()
        for name, parameter in inner.named_parameters():
            self.register_parameter(name, parameter)
        self.inner = [inner]  # hidden from named_parameters

    def forward(self, x):
        return self.inner[0](x)[0]


class Tokens(nn.Embedding):
    def forward(self, x):
        return super().forward(x.long())


CASES = [
    ("input: [1, 28, 28]\nlayers:\n  - conv2d: {channels: 32, kernel: 3, padding: 1}\n  - relu\n  - max_pool2d: 2\n"
     "  - conv2d: {channels: 64, kernel: 3, padding: 1}\n  - relu\n  - max_pool2d: 2\n  - flatten\n  - linear: 256\n"
     "  - relu\n  - linear: 10\n",
     [1, 28, 28],
     nn.Sequential(nn.Conv2d(1, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3, padding=1),
                   nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(64 * 49, 256), nn.ReLU(), nn.Linear(256, 10))),
    ("input: [4, 11, 9]\nlayers:\n"
     "  - conv2d: {channels: 6, kernel: [3, 2], stride: [2, 1], padding: [1, 2], dilation: [1, 2], groups: 2, bias: false}\n"
     "  - batch_norm: {momentum: 0.2, epsilon: 0.001}\n  - gelu: tanh\n"
     "  - max_pool2d: {kernel: 3, stride: 2, padding: 1}\n"
     "  - conv_transpose2d: {channels: 8, kernel: 3, stride: 2, padding: 1, output_padding: 1, groups: 2}\n"
     "  - group_norm: 4\n  - average_pool2d: 2\n  - adaptive_average_pool2d: 3\n  - flatten\n",
     [4, 11, 9],
     nn.Sequential(nn.Conv2d(4, 6, (3, 2), (2, 1), (1, 2), (1, 2), 2, bias=False), nn.BatchNorm2d(6, 1e-3, 0.2),
                   nn.GELU("tanh"), nn.MaxPool2d(3, 2, 1),
                   nn.ConvTranspose2d(6, 8, 3, 2, 1, 1, groups=2), nn.GroupNorm(4, 8), nn.AvgPool2d(2),
                   nn.AdaptiveAvgPool2d(3), nn.Flatten())),
    ("input: [3, 20]\nlayers:\n  - conv1d: {channels: 6, kernel: 5, stride: 2, padding: 2, dilation: 2, groups: 3}\n"
     "  - batch_norm\n  - leaky_relu\n  - dropout: 0.5\n  - layer_norm\n  - elu: 0.5\n  - rms_norm\n  - linear: 3\n"
     "  - softplus\n",
     [3, 20],
     nn.Sequential(nn.Conv1d(3, 6, 5, 2, 2, 2, 3), nn.BatchNorm1d(6), nn.LeakyReLU(), nn.Dropout(0.5),
                   nn.LayerNorm(8), nn.ELU(0.5), nn.RMSNorm(8), nn.Linear(8, 3), nn.Softplus())),
    ("input: [8, 6, 6]\nlayers:\n  - residual:\n    - conv2d: {channels: 8, kernel: 3, padding: 1, bias: false}\n"
     "    - batch_norm\n    - silu\n  - residual:\n      body:\n"
     "        - conv2d: {channels: 16, kernel: 3, stride: 2, padding: 1}\n        - relu\n        - residual:\n"
     "          - group_norm: {groups: 2, epsilon: 0.001}\n      shortcut:\n"
     "        - conv2d: {channels: 16, kernel: 1, stride: 2}\n  - adaptive_average_pool2d: 1\n  - flatten\n"
     "  - batch_norm\n  - linear: 2\n",
     [8, 6, 6],
     nn.Sequential(
         Residual(nn.Sequential(nn.Conv2d(8, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.SiLU())),
         Residual(nn.Sequential(nn.Conv2d(8, 16, 3, 2, 1), nn.ReLU(), Residual(nn.Sequential(nn.GroupNorm(2, 16, 1e-3)))),
                  nn.Sequential(nn.Conv2d(8, 16, 1, 2))),
         nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.BatchNorm1d(16), nn.Linear(16, 2))),
    ("input: [12]\nlayers:\n  - embedding: {count: 20, size: 6}\n"
     "  - lstm: {hidden: 5, layers: 2, bidirectional: true, dropout: 0.1}\n  - gru: 4\n  - rnn: {hidden: 3, layers: 2}\n"
     "  - last_step\n  - linear: 2\n",
     [12],
     nn.Sequential(Tokens(20, 6), Recurrent(nn.LSTM(6, 5, 2, batch_first=True, bidirectional=True, dropout=0.1)),
                   Recurrent(nn.GRU(10, 4, batch_first=True)), Recurrent(nn.RNN(4, 3, 2, batch_first=True)), Last(),
                   nn.Linear(3, 2))),
    ("input: [12]\nlayers:\n  - embedding: {count: 20, size: 8}\n  - learned_positions\n  - sinusoidal_positions\n"
     "  - transformer_encoder: {heads: 2, feed_forward: 10, layers: 2, dropout: 0.1, activation: gelu, norm_first: true}\n"
     "  - transformer_encoder: {heads: 4, feed_forward: 6}\n  - mean_of_steps\n  - linear: 3\n",
     [12],
     nn.Sequential(Tokens(20, 8), Positions(12, 8), nn.Identity(),
                   nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 10, 0.1, "gelu", batch_first=True,
                                                                    norm_first=True), 2, nn.LayerNorm(8),
                                         enable_nested_tensor=False),
                   nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 4, 6, 0, batch_first=True), 1),
                   Last(), nn.Linear(8, 3))),
]


def main():
    cases = []
    for yaml, shape, network in CASES:
        # Apus names all parameters before all buffers; PyTorch's state_dict mixes them.
        state = list(network.named_parameters()) + list(network.named_buffers())
        network.eval()
        cases.append({
            "yaml": yaml,
            "state": [{"name": name, "shape": list(x.shape)} for name, x in state],
            "output": list(network(torch.zeros(2, *shape)).shape)[1:],
            "parameterCount": sum(x.numel() for x in network.parameters()),
        })
    with open(os.path.join(HERE, "specifications.json"), "w") as file:
        json.dump(cases, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
