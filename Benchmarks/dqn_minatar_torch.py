#!/usr/bin/env python3
"""A whole DQN training on MinAtar's Breakout in PyTorch: one process, one environment, one thread.

A plain loop of the kind people write by hand: MinAtar's own environment (sticky actions, six actions), a
replay buffer of numpy arrays, two networks. The same shape and settings as the workload "minatar" of
`apus benchmark train`:

    network       conv 3x3, 4 -> 16 channels, no padding; linear 1024 -> 128; linear 128 -> 6; ReLU between
    replay        100,000 transitions, uniform; learning starts at 5,000 steps
    update        every 4 steps one batch of 32, Huber loss, Adam 2.5e-4 (fused), no clipping
    target        copied every 1,000 steps; the plain target, not Double Q
    exploration   epsilon from 1 to 0.1 over 100,000 steps; discount 0.99

Prints one JSON line per figure. Needs torch, numpy and MinAtar (see requirements.txt of the shared peers).

    taskset -c 1 python Benchmarks/dqn_minatar_torch.py --steps 200000
"""
import time

import peer_lines

ARGS = peer_lines.arguments(__doc__, steps=(200_000, "environment steps"))

import numpy as np  # noqa: E402  (the thread limits come first)
import torch  # noqa: E402
from minatar import Environment  # noqa: E402
from torch import nn  # noqa: E402

CAPACITY, BATCH, STARTS, TRAIN_EVERY, TARGET_EVERY = 100_000, 32, 5_000, 4, 1_000
DISCOUNT, EPSILON_END, EPSILON_STEPS, RATE = 0.99, 0.1, 100_000, 2.5e-4


def network(actions):
    return nn.Sequential(nn.Conv2d(4, 16, 3), nn.ReLU(), nn.Flatten(), nn.Linear(1024, 128), nn.ReLU(),
                         nn.Linear(128, actions))


def observe(env):
    """The planes first, as PyTorch's convolutions want them: [4, 10, 10] of 0 and 1."""
    return np.ascontiguousarray(env.state().transpose(2, 0, 1)).astype(np.uint8)


class Replay:
    def __init__(self):
        self.observations = np.zeros((CAPACITY, 4, 10, 10), np.uint8)
        self.next_observations = np.zeros((CAPACITY, 4, 10, 10), np.uint8)
        self.actions = np.zeros(CAPACITY, np.int64)
        self.rewards = np.zeros(CAPACITY, np.float32)
        self.ends = np.zeros(CAPACITY, np.float32)

    def columns(self):
        return self.observations, self.actions, self.rewards, self.next_observations, self.ends

    def add(self, count, *transition):
        for column, value in zip(self.columns(), transition):
            column[count % CAPACITY] = value

    def sample(self, count, rng):
        rows = rng.integers(min(count, CAPACITY), size=BATCH)
        observations, actions, rewards, following, ends = (torch.from_numpy(c[rows]) for c in self.columns())
        return observations.float(), actions, rewards, following.float(), ends


def main():
    torch.set_num_threads(ARGS.threads)
    torch.manual_seed(ARGS.seed)
    rng = np.random.default_rng(ARGS.seed)
    env = Environment("breakout")
    env.seed(ARGS.seed)
    env.reset()
    actions = env.num_actions()
    online, target = network(actions), network(actions)
    target.load_state_dict(online.state_dict())
    optimizer = torch.optim.Adam(online.parameters(), lr=RATE, fused=True)
    replay, updates, episode, returns = Replay(), 0, 0.0, []

    start = time.perf_counter()
    observation = observe(env)
    for step in range(ARGS.steps):
        epsilon = max(EPSILON_END, 1 + (EPSILON_END - 1) * step / EPSILON_STEPS)
        if rng.random() < epsilon:
            action = int(rng.integers(actions))
        else:
            with torch.no_grad():
                action = int(online(torch.from_numpy(observation)[None].float()).argmax())
        reward, ended = env.act(action)
        following = observe(env)
        replay.add(step, observation, action, reward, following, ended)
        episode += reward
        if ended:
            returns.append((step, episode))
            episode = 0.0
            env.reset()
            following = observe(env)
        observation = following
        if step >= STARTS and step % TRAIN_EVERY == 0:
            before, chosen, rewards, after, ends = replay.sample(step + 1, rng)
            with torch.no_grad():
                wanted = rewards + DISCOUNT * (1 - ends) * target(after).max(1).values
            loss = nn.functional.smooth_l1_loss(online(before).gather(1, chosen[:, None])[:, 0], wanted)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            updates += 1
        if step % TARGET_EVERY == 0:
            target.load_state_dict(online.state_dict())
    wall = time.perf_counter() - start

    last = [value for step, value in returns if step >= 0.9 * ARGS.steps]
    peer_lines.emit_training(
        "dqn_minatar", "torch", wall, ARGS.steps, updates, float(np.mean(last)) if last else 0.0,
        batch=BATCH, train_every=TRAIN_EVERY, capacity=CAPACITY, threads=ARGS.threads, seed=ARGS.seed,
        version=torch.__version__)


if __name__ == "__main__":
    main()
