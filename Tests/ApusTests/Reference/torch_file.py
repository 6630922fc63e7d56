"""Writes what a user of PyTorch has: torch.safetensors of a network 4-32-2, its tensors of four types.

    python torch_file.py FOLDER

Prints the first weights as PyTorch converts them to 32 bits.
"""

import json
import sys

import safetensors.torch
import torch

torch.manual_seed(0)
net = torch.nn.Sequential(torch.nn.Linear(4, 32), torch.nn.ReLU(), torch.nn.Linear(32, 2))
state = {f"net.{name}": value for name, value in net.state_dict().items()}
state["net.0.weight"] = state["net.0.weight"].bfloat16()
state["net.0.bias"] = state["net.0.bias"].half()
state["net.2.weight"] = state["net.2.weight"].double()
state["steps"] = torch.tensor(7)
safetensors.torch.save_file(state, f"{sys.argv[1]}/torch.safetensors", metadata={"format": "pt"})
print(json.dumps({name: state[f"net.{name}"].float().flatten()[:8].tolist() for name in ["0.weight", "0.bias"]}))
