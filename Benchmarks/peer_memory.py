#!/usr/bin/env python3
"""Peak memory of PyTorch's training step, above what the process held before the model was made.

The same measure as `apus benchmark tensor` prints as peak_bytes: three steps to warm up, then the highest resident
size over three more. Linux alone (/proc/self/clear_refs).
"""
import argparse
import json
import sys


def status(key):
    with open("/proc/self/status") as file:
        for line in file:
            if line.startswith(key):
                return int(line.split()[1]) * 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", required=True, help="the folder of tensor_steps.py")
    parser.add_argument("bench")
    args = parser.parse_args()
    sys.path.insert(0, args.peers)
    sys.argv = ["tensor_steps.py", "--threads", "1"]
    import _common as common
    common.setup("", [args.bench])
    import tensor_steps
    torch = common.torch_module()
    # The libraries' own first use is not the model's: a step of a tiny model of each kind first.
    tiny = [torch.nn.Linear(4, 4), torch.nn.Conv2d(1, 4, 3), torch.nn.LSTM(4, 4), torch.nn.LayerNorm(4)]
    loss = tiny[0](torch.ones(4, 4)).sum() + tiny[1](torch.ones(2, 1, 8, 8)).sum() \
        + tiny[2](torch.ones(2, 2, 4))[0].sum() + tiny[3](torch.ones(4, 4)).sum()
    warm = torch.optim.Adam([p for module in tiny for p in module.parameters()], fused=True)
    loss.backward()
    warm.step()
    before = status("VmRSS:")
    loss_of, data, parameters, optimizer_class, options = tensor_steps.torch_case(args.bench)
    optimizer = optimizer_class(parameters, **options, fused=True)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss_of(*data).backward()
        optimizer.step()

    for _ in range(3):
        step()
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    for _ in range(3):
        step()
    print(json.dumps({"bench": args.bench, "peer": "torch-fused", "value": status("VmHWM:") - before, "unit": "bytes"}))


if __name__ == "__main__":
    main()
