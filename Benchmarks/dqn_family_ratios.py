#!/usr/bin/env python3
"""The ratios of dqn_family.sh: reads its JSON lines, prints a table. Above 1 Apus is faster."""
import json
import sys

# Which of our trainings each peer's is held against.
TRAININGS = {("dqn_cartpole_wall", "sb3"): "zoo", ("dqn_cartpole_wall", "cleanrl-style"): "cleanrl",
             ("dqn_minatar_wall", "torch"): "minatar", ("pqn_breakout_wall", "jax"): "pqn-breakout",
             ("pqn_cartpole_wall", "jax"): "pqn-cartpole"}


def best(lines, **wanted):
    """The best of the rounds: the least time, the greatest rate."""
    values = [line["value"] for line in lines if line["value"] is not None
              and all(line.get(key, line["config"].get(key)) == value for key, value in wanted.items())]
    if not values:
        return None
    times = any(line["unit"] == "s" for line in lines if line["bench"] == wanted["bench"])
    return min(values) if times else max(values)


def show(name, unit, mine, peer, value, ratio):
    print(f"{name:34} {unit:14} {mine:12.6g} {peer:>20} {value:12.6g} {ratio:7.2f}")


def main():
    with open(sys.argv[1]) as file:
        lines = [json.loads(line) for line in file]
    print(f"{'bench':34} {'unit':14} {'apus':>12} {'peer':>20} {'':>12} {'ratio':>7}")
    for (bench, peer), workload in TRAININGS.items():
        mine = best(lines, bench=bench, peer="apus", hyperparameters=workload)
        theirs = best(lines, bench=bench, peer=peer)
        if mine is None or theirs is None:
            continue
        show(f"{bench} ({workload})", "s", mine, peer, theirs, theirs / mine)
        compiling = best(lines, bench=bench.replace("_wall", "_compile"), peer=peer)
        if compiling is not None:
            show(f"{bench} ({workload})", "s", mine, f"{peer}+compile", theirs + compiling,
                 (theirs + compiling) / mine)
    # Ours of every kind, prioritized sampling too, against the peer's bench of the same observations.
    ours = {line["bench"] for line in lines if line["peer"] == "apus" and line["bench"].startswith("replay_")}
    for line in lines:
        bench = line["bench"]
        if line["peer"] == "apus" or not bench.startswith("replay_") or line["value"] is None:
            continue
        value = best(lines, bench=bench, peer=line["peer"])
        if value != line["value"]:
            continue
        for name in sorted(ours):
            if name == bench or name == bench.replace("sample128", "sample128_prioritized") \
                    or name.startswith(bench + "_"):
                mine = best(lines, bench=name, peer="apus")
                show(name, line["unit"], mine, line["peer"], value, mine / value)


if __name__ == "__main__":
    main()
