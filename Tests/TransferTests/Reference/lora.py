"""Numbers of LowRankAdapterTests: LoRA steps of a linear and a convolutional layer in PyTorch.

    python lora.py
"""

import torch

torch.set_printoptions(precision=9)
torch.set_default_dtype(torch.float64)


def steps(forward, weight, down, up, scale, x, y):
    down = down.clone().requires_grad_()
    up = up.clone().requires_grad_()
    optimizer = torch.optim.Adam([down, up], lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        merged = weight + scale * (up @ down).reshape(weight.shape)
        ((forward(x, merged) - y) ** 2).mean().backward()
        optimizer.step()
    return (weight + scale * (up @ down).reshape(weight.shape)).detach().flatten().tolist()


weight = torch.tensor([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])
down = torch.tensor([[0.3, -0.2, 0.1]])
up = torch.zeros(2, 1)
x = torch.tensor([[1.0, 2.0, 3.0], [-1.0, 0.5, 2.0]])
y = torch.tensor([[1.0, 0.0], [0.0, 1.0]])
print("linear", steps(torch.nn.functional.linear, weight, down, up, 2.0, x, y))

weight = torch.arange(8.0).reshape(2, 1, 2, 2) / 4 - 1
down = torch.tensor([[0.1, -0.3, 0.2, 0.4]])
up = torch.zeros(2, 1)
x = torch.arange(9.0).reshape(1, 1, 3, 3) / 8
y = torch.ones(1, 2, 2, 2)
print("convolution", steps(torch.nn.functional.conv2d, weight, down, up, 2.0, x, y))
