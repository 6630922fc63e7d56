"""Records episodes of MiniGrid again, in the format of the shared reference rollouts.

    python record_minigrid_levels.py minigrid-levels.jsonl

Every line of the file names an environment, a seed and actions. The episode is played with them and
the line is written anew, so that what the file says of minigrid can be checked: nothing changes.
Made with minigrid 3.2.0, gymnasium 1.3.0, numpy 2.4.6.
"""

import json
import sys

import gymnasium
import minigrid
import numpy


def digits(values):
    """One hexadecimal digit for each value."""
    return "".join("%x" % value for value in numpy.asarray(values).ravel())


def whole(values):
    return [int(value) for value in values]


def record(line):
    env = gymnasium.make(line["env"]).unwrapped
    observation, _ = env.reset(seed=line["seed"])
    grid = digits(env.grid.encode())
    line.update(
        minigrid=minigrid.__version__, gymnasium=gymnasium.__version__, width=env.width,
        height=env.height, max_steps=env.max_steps,
        see_through_walls=bool(env.see_through_walls), n_actions=int(env.action_space.n),
        mission=env.mission, init_grid=grid, init_agent_pos=whole(env.agent_pos),
        init_agent_dir=int(env.agent_dir), init_image=digits(observation["image"]))
    line["steps"] = []
    for action in line["actions"]:
        observation, reward, terminated, truncated, _ = env.step(action)
        step = dict(
            pos=whole(env.agent_pos), dir=int(env.agent_dir), image=digits(observation["image"]),
            carrying=whole(env.carrying.encode()) if env.carrying else None, r=float(reward),
            term=bool(terminated), trunc=bool(truncated))
        before, grid = grid, digits(env.grid.encode())
        if grid != before:
            step["grid"] = grid
        line["steps"].append(step)
    return line


if __name__ == "__main__":
    path = sys.argv[1]
    with open(path) as file:
        lines = [record(json.loads(line)) for line in file]
    with open(path, "w") as file:
        for line in lines:
            file.write(json.dumps(line, separators=(",", ":")) + "\n")
