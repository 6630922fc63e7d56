"""Loss, gradients and answers of few-shot methods on one small episode, as PyTorch makes them.

    python make_fewshot.py > fewshot.json

3-way, 2-shot, 2 queries, images [1, 8, 8], two blocks of 3 and 4 channels. Images and weights come
from a formula that any program can compute exactly: number i of the sequence with salt s is
((7919 i + 104729 s) mod 1009) / 1009 - 0.5, in double precision, rounded to single once; images take
salt 100 and 101, the parameters of the network the salts 0, 1, ... in order.
"""

import json

import torch
import torch.nn as nn
import torch.nn.functional as F

N, K, Q = 3, 2, 2


def numbers(salt, *shape):
    count = 1
    for size in shape:
        count *= size
    values = [((7919 * i + 104729 * salt) % 1009) / 1009 - 0.5 for i in range(count)]
    return torch.tensor(values, dtype=torch.float64).float().reshape(shape)


def network():
    layers, inputs = [], 1
    for channels in (3, 4):
        layers += [nn.Conv2d(inputs, channels, 3, padding=1), nn.BatchNorm2d(channels), nn.ReLU()]
        layers += [nn.MaxPool2d(2)]
        inputs = channels
    net = nn.Sequential(*layers, nn.Flatten())
    with torch.no_grad():
        for salt, parameter in enumerate(net.parameters()):
            parameter.copy_(numbers(salt, *parameter.shape))
    return net


def prototypical(support, query):
    prototypes = support.view(N, K, -1).mean(1)
    return -((query[:, None] - prototypes[None]) ** 2).sum(2)


def matching(support, query):
    cosines = F.normalize(query, dim=1) @ F.normalize(support, dim=1).T
    return cosines.softmax(1).view(-1, N, K).sum(2).log()


result = {}
for name, method in (("prototypical", prototypical), ("matching", matching)):
    net = network()
    support, query = numbers(100, N * K, 1, 8, 8), numbers(101, N * Q, 1, 8, 8)
    labels = torch.arange(N).repeat_interleave(Q)
    features = net(torch.cat([support, query]))
    logits = method(features[: N * K], features[N * K :])
    loss = F.cross_entropy(logits, labels)
    loss.backward()
    gradients = [p.grad.flatten().tolist() for p in net.parameters()]
    net.eval()
    with torch.no_grad():
        answers = method(net(support), net(query)).log_softmax(1)
    result[name] = {
        "loss": loss.item(),
        "gradients": gradients,
        "probabilities": answers.flatten().tolist(),
    }
print(json.dumps(result))
