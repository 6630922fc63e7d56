"""Writes norms.json: three training steps and one evaluation of torch.nn.BatchNorm1d and 2d, and losses (torch 2.x, CPU).

Run: python make_norms.py
"""
import json
import os

import torch
import torch.nn.functional as F

torch.manual_seed(5)
values = lambda t: [float(f"{v:.9g}") for v in t.detach().flatten().tolist()]


def batch_norm(layer, shape):
    torch.nn.init.normal_(layer.weight)
    torch.nn.init.normal_(layer.bias)
    result = {"shape": list(shape), "weight": values(layer.weight), "bias": values(layer.bias), "steps": []}
    for step in range(4):
        if step == 3:
            layer.eval()
        x = (2 * torch.randn(*shape) + 1).requires_grad_(True)
        y = layer(x)
        layer.zero_grad()
        (y * y).sum().backward()
        result["steps"].append({
            "input": values(x), "output": values(y), "inputGradient": values(x.grad),
            "weightGradient": values(layer.weight.grad), "biasGradient": values(layer.bias.grad),
            "mean": values(layer.running_mean), "variance": values(layer.running_var),
            "batches": int(layer.num_batches_tracked)})
    return result


def losses():
    logits, labels = torch.randn(6, 4), torch.tensor([0, 3, 1, -100, 2, 2])
    weights, targets = torch.rand(4), torch.rand(6, 4)
    soft = torch.rand(6, 4).softmax(-1)
    return {
        "logits": values(logits), "weights": values(weights), "targets": values(targets), "soft": values(soft),
        "crossEntropy": F.cross_entropy(logits, labels, weights, label_smoothing=0.2).item(),
        "crossEntropySum": F.cross_entropy(logits, labels, reduction="sum").item(),
        "binary": F.binary_cross_entropy_with_logits(logits, targets).item(),
        "divergence": F.kl_div(logits.log_softmax(-1), soft, reduction="batchmean").item(),
        "huberSum": F.huber_loss(logits, targets, delta=0.5, reduction="sum").item(),
        "squares": values(F.mse_loss(logits, targets, reduction="none")),
    }


reference = {
    "columns": batch_norm(torch.nn.BatchNorm1d(3), (4, 3)),
    "pictures": batch_norm(torch.nn.BatchNorm2d(3, momentum=0.3, eps=1e-3), (2, 3, 2, 5)),
    "average": batch_norm(torch.nn.BatchNorm1d(2, momentum=None), (3, 2, 4)),
    "losses": losses(),
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "norms.json"), "w") as file:
    json.dump(reference, file)
    file.write("\n")
