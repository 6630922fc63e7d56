"""Writes training.json beside this file: PyTorch's schedules and averages for the tests of NeuralNetworks.

    python3 make_training.py        (made with torch 2.13.0 on the CPU, float32)
"""
import json
import os
import warnings

import torch
from torch.optim import lr_scheduler as schedulers
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

HERE = os.path.dirname(os.path.abspath(__file__))
warnings.filterwarnings("ignore")


def values(rate, make, steps):
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    scheduler = make(optimizer)
    result = []
    for _ in range(steps):
        result.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return result


def schedules():
    return {
        "step": values(0.5, lambda o: schedulers.StepLR(o, 3, 0.3), 20),
        "milestones": values(0.5, lambda o: schedulers.MultiStepLR(o, [2, 3, 11], 0.2), 20),
        "polynomial": values(0.5, lambda o: schedulers.PolynomialLR(o, 15, 1.7), 20),
        "cosine": values(0.5, lambda o: schedulers.CosineAnnealingLR(o, 19, 0.01), 20),
        "restarts": values(0.5, lambda o: schedulers.CosineAnnealingWarmRestarts(o, 4, 1, 0.1), 20),
        "restarts-growing": values(0.5, lambda o: schedulers.CosineAnnealingWarmRestarts(o, 3, 2, 0), 40),
        "onecycle": values(0.5, lambda o: schedulers.OneCycleLR(o, 0.5, 40), 40),
        "onecycle-steep": values(
            0.5, lambda o: schedulers.OneCycleLR(o, 0.2, 25, pct_start=0.2, div_factor=5, final_div_factor=10), 25),
        "chained": values(
            0.5, lambda o: schedulers.SequentialLR(
                o, [schedulers.ConstantLR(o, 1.0, 1), schedulers.StepLR(o, 2, 0.5), schedulers.PolynomialLR(o, 6)],
                [4, 11]), 20),
    }


def average():
    torch.manual_seed(3)
    network = torch.nn.Linear(3, 2)
    # The first update of AveragedModel copies: it stands for the beginning.
    model = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(0.9))
    model.update_parameters(network)
    weights, averages = [], []
    for _ in range(5):
        with torch.no_grad():
            network.weight.add_(torch.randn(2, 3))
        model.update_parameters(network)
        weights.append(network.weight.flatten().tolist())
        averages.append(model.module.weight.flatten().tolist())
    return {"start": torch.zeros(0).tolist(), "weights": weights, "averages": averages}


if __name__ == "__main__":
    torch.manual_seed(3)
    record = average()
    torch.manual_seed(3)
    record["start"] = torch.nn.Linear(3, 2).weight.flatten().tolist()
    with open(os.path.join(HERE, "training.json"), "w") as file:
        json.dump({"schedules": schedules(), "average": record}, file, indent=None, separators=(",", ":"))
        file.write("\n")
