"""The figures in PretextTests.swift, by PyTorch 2.13: python make_pretraining.py"""

import torch
import torch.nn.functional as F


def numbers(count, factor, modulus):
    return torch.tensor([factor * i % modulus / modulus * 2 - 1 for i in range(count)])


features = numbers(24, 7, 23).reshape(8, 3).requires_grad_()
partners = torch.tensor([4, 5, 6, 7, 0, 1, 2, 3])
for temperature in (0.5, 0.1):
    features.grad = None
    directions = F.normalize(features, dim=1)
    cosines = directions @ directions.T / temperature
    cosines = cosines.masked_fill(torch.eye(8, dtype=torch.bool), float("-inf"))
    loss = F.cross_entropy(cosines, partners)
    loss.backward()
    print("NT-Xent", temperature, loss.item(), features.grad.flatten()[:6].tolist())

images = torch.arange(9.0).reshape(1, 1, 3, 3)
for quarters in range(4):
    print("turned", quarters, torch.rot90(images, quarters, (2, 3)).flatten().tolist())

weights = numbers(12, 5, 13).reshape(3, 4).requires_grad_()
biases = torch.tensor([0.1, -0.2, 0.3])
back = numbers(12, 3, 11).reshape(4, 3)
back_biases = torch.tensor([0.0, 0.1, -0.1, 0.2]).requires_grad_()
whole = torch.tensor([[0.0, 1.0, 0.25, 0.5], [1.0, 0.0, 0.75, 0.5]])
mask = torch.tensor([[1.0, 0, 1, 1], [0, 1, 1, 0]])
hidden = torch.sigmoid(F.linear(whole * mask, weights, biases))
loss = F.binary_cross_entropy_with_logits(F.linear(hidden, back, back_biases), whole)
loss.backward()
print("denoising", loss.item(), weights.grad.flatten().tolist(), back_biases.grad.tolist())
