#!/usr/bin/env python3
"""Reads an event file of Apus with TensorBoard's own reader and compares it with metrics.csv.

    python check_events.py RUN            needs the package tensorboard (checked with 2.20.0)

Ends with status 0 when every figure of metrics.csv is in the event file, at its step, and nothing else is.
"""
import csv
import math
import sys

from tensorboard.backend.event_processing import event_file_loader
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

TAGS = {
    "episodes": "rollout/episodes", "updates": "train/updates", "epsilon": "rollout/epsilon",
    "meanReturn": "rollout/meanReturn", "meanLength": "rollout/meanLength", "loss": "train/loss",
    "meanValue": "train/meanValue", "evaluationReturn": "evaluation/meanReturn",
    "evaluationStd": "evaluation/stdReturn", "evaluationLength": "evaluation/meanLength",
    "evaluationSuccess": "evaluation/successRate",
}


def main(run):
    path = f"{run}/events.out.tfevents.apus"
    first = next(event_file_loader.EventFileLoader(path).Load())
    assert first.file_version == "brain.Event:2", first
    accumulator = EventAccumulator(run, size_guidance={"scalars": 0, "tensors": 0})
    accumulator.Reload()
    found = {}
    for tag in accumulator.Tags()["scalars"]:
        found |= {(tag, event.step): event.value for event in accumulator.Scalars(tag)}
    for tag in accumulator.Tags()["tensors"]:
        found |= {(tag, event.step): event.tensor_proto.float_val[0]
                  for event in accumulator.Tensors(tag)}
    expected = {}
    with open(f"{run}/metrics.csv", newline="") as file:
        for row in csv.DictReader(file):
            for column, text in row.items():
                # What is not listed is a metric that only the algorithm has.
                tag = TAGS.get(column, f"train/{column}")
                if text and column not in ("step", "evaluationEpisodes"):
                    expected[tag, int(row["step"])] = float(text)
    assert expected, "metrics.csv has no figures"
    assert found.keys() == expected.keys(), found.keys() ^ expected.keys()
    for key, value in expected.items():
        assert math.isclose(found[key], value, rel_tol=1e-6, abs_tol=1e-30), (key, value, found[key])
    print(f"{len(expected)} figures agree")


if __name__ == "__main__":
    main(sys.argv[1])
