"""Checks the package against Gymnasium: its own `check_env` for every environment, and the vectors.

Run it with PYTHONPATH=Python (or the package installed); it prints what it checked, and stops with a
traceback at the first thing that is wrong.
"""

import os
import subprocess
import sys
import warnings

import apus_gym
import gymnasium
import numpy
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import AutoresetMode


def every_environment_passes_gymnasiums_checks():
    for name in apus_gym.ids:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            env = gymnasium.make(name)
            check_env(env.unwrapped)
            env.close()
    print(f"check_env: {len(apus_gym.ids)} environments")


def every_observation_lies_in_its_space():
    for name in apus_gym.ids:
        envs = gymnasium.make_vec(name, num_envs=3)
        observations, infos = envs.reset(seed=11)
        envs.action_space.seed(1)
        for _ in range(40):
            assert envs.observation_space.contains(observations), name
            actions = envs.action_space.sample()
            observations, rewards, terminated, truncated, infos = envs.step(actions)
            assert rewards.dtype == numpy.float64 and rewards.shape == (3,), name
            assert not (terminated & truncated).any(), name
            if "final_obs" in infos:
                assert (infos["_final_obs"] == terminated | truncated).all(), name
                for last in infos["final_obs"][infos["_final_obs"]]:
                    assert envs.single_observation_space.contains(last), name
        envs.close()
    print("vectors: every observation lies in its space")


def a_vector_plays_what_the_single_environment_plays(name="apus/cartpole-v1"):
    env = gymnasium.make(name)
    envs = gymnasium.make_vec(name, num_envs=3)
    assert envs.metadata["autoreset_mode"] == AutoresetMode.SAME_STEP
    single, _ = env.reset(seed=5)
    together, _ = envs.reset(seed=5)
    ends = 0
    generator = numpy.random.default_rng(0)
    for _ in range(300):
        assert (single == together[0]).all()
        actions = generator.integers(2, size=3)
        single, reward, terminated, truncated, _ = env.step(int(actions[0]))
        together, rewards, terminations, truncations, infos = envs.step(actions)
        assert (reward, terminated, truncated) == (rewards[0], terminations[0], truncations[0])
        if terminated or truncated:
            ends += 1
            assert infos["_final_obs"][0] and (infos["final_obs"][0] == single).all()
            single, _ = env.reset()
    assert ends > 3
    print(f"{name}: the vector's copy 0 and the single environment agree over {ends} episodes")


def a_snapshot_goes_on_exactly(name="apus/cartpole-v1"):
    one, other = (gymnasium.make_vec(name, num_envs=4).unwrapped for _ in range(2))
    one.reset(seed=1)
    actions = numpy.random.default_rng(1).integers(2, size=(60, 4))
    for row in actions[:30]:
        one.step(row)
    other.reset(seed=2)
    assert (other.restore(one.snapshot()) == one._observations).all()
    for row in actions[30:]:
        for a, b in zip(one.step(row)[:4], other.step(row)[:4]):
            assert (a == b).all()
    print("a restored snapshot goes on exactly")


def mistakes_are_errors():
    def refuses(kind, words, body):
        try:
            body()
        except kind as error:
            assert words in str(error), error
        else:
            raise AssertionError(f"expected {kind.__name__} with {words!r}")

    envs = gymnasium.make_vec("apus/cartpole-v1", num_envs=2).unwrapped
    envs.reset(seed=0)
    refuses(apus_gym.ApusError, "0..<2, got 2", lambda: envs.step([0, 2]))
    refuses(apus_gym.ApusError, "0..<2, got -1", lambda: envs.step([-1, 0]))
    refuses(apus_gym.ApusError, "expected 2 actions, got 3", lambda: envs.step([0, 0, 0]))
    refuses(apus_gym.ApusError, "no snapshot", lambda: envs.restore(b"{}"))
    refuses(ValueError, "one seed", lambda: envs.reset(seed=[1, 2]))
    envs.close()
    refuses(RuntimeError, "closed", lambda: envs.step([0, 0]))
    env = apus_gym.ApusEnv("cartpole")
    env.reset(seed=0)
    refuses(apus_gym.ApusError, "0..<2, got 9", lambda: env.step(9))
    while not any(env.step(0)[2:4]):
        pass
    refuses(apus_gym.ApusError, "after its end", lambda: env.step(0))
    refuses(apus_gym.ApusError, "did you mean 'cartpole'?", lambda: apus_gym.ApusEnv("cartpol"))
    refuses(apus_gym.ApusError, "nowhere.yaml", lambda: apus_gym.ApusEnv("nowhere.yaml"))
    refuses(apus_gym.ApusError, "1 to 1048576", lambda: apus_gym.ApusVectorEnv("cartpole", 0))
    script = "import apus_gym"
    variables = dict(os.environ, APUS_GYM_LIBRARY="/nowhere/libApusGym.so")
    missing = subprocess.run(
        [sys.executable, "-c", script], env=variables, capture_output=True, text=True
    )
    assert missing.returncode != 0
    assert "swift build -c release --product ApusGym" in missing.stderr, missing.stderr
    print("mistakes are errors that say what is wrong")


def a_file_of_ones_own_is_registered(path):
    name = apus_gym.register(path)
    env = gymnasium.make(name, render_mode="rgb_array")
    env.reset(seed=1)
    picture = env.render()
    assert picture.ndim == 3 and picture.shape[2] == 3 and picture.dtype == numpy.uint8
    env.close()
    print(f"{path}: registered as {name}")


if __name__ == "__main__":
    every_environment_passes_gymnasiums_checks()
    every_observation_lies_in_its_space()
    a_vector_plays_what_the_single_environment_plays()
    a_snapshot_goes_on_exactly()
    mistakes_are_errors()
    for path in sys.argv[1:]:
        a_file_of_ones_own_is_registered(path)
