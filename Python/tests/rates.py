"""Steps per second, random actions: Apus through this package beside Gymnasium's own vectors.

    PYTHONPATH=Python python3 Python/tests/rates.py [copies]
"""

import sys
import time

import apus_gym  # noqa: F401
import gymnasium
import numpy


def rate(make, steps):
    """The best of five measurements, in environment steps per second."""
    envs = make()
    envs.reset(seed=1)
    generator = numpy.random.default_rng(1)
    actions = generator.integers(envs.single_action_space.n, size=(64, envs.num_envs))
    best = 0.0
    for _ in range(5):
        begin = time.perf_counter()
        for step in range(steps):
            envs.step(actions[step % 64])
        best = max(best, steps * envs.num_envs / (time.perf_counter() - begin))
    envs.close()
    return best


def main():
    copies = int(sys.argv[1]) if len(sys.argv) > 1 else 64
    ways = {
        "apus/cartpole-v1": lambda: gymnasium.make_vec("apus/cartpole-v1", num_envs=copies),
        "apus/cartpole-v1, copy=False": lambda: gymnasium.make_vec(
            "apus/cartpole-v1", num_envs=copies, copy=False
        ),
        "Gymnasium CartPole-v1, its NumPy vector": lambda: gymnasium.make_vec(
            "CartPole-v1", num_envs=copies, vectorization_mode="vector_entry_point"
        ),
        "Gymnasium CartPole-v1, SyncVectorEnv": lambda: gymnasium.make_vec(
            "CartPole-v1", num_envs=copies, vectorization_mode="sync"
        ),
    }
    for name, make in ways.items():
        steps = 50 if "Sync" in name else 1000
        print(f"{name:42s} {copies} copies  {rate(make, steps):14,.0f} steps/s")


if __name__ == "__main__":
    main()
