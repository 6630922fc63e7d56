"""The environments of Apus for Gymnasium.

Importing this registers every built-in environment as `apus/ID-vVERSION`:

    import apus_gym, gymnasium
    env = gymnasium.make("apus/four-rooms-v1")
    envs = gymnasium.make_vec("apus/cartpole-v1", num_envs=64)
"""

import gymnasium

from .environment import ApusEnv
from .library import ApusError, registry
from .vector import ApusVectorEnv

__all__ = ["ApusEnv", "ApusVectorEnv", "ApusError", "ids", "register"]


def _register(name, definition):
    if name not in gymnasium.registry:
        gymnasium.register(
            name,
            entry_point="apus_gym:ApusEnv",
            vector_entry_point="apus_gym:ApusVectorEnv",
            kwargs={"definition": definition},
            # Apus itself truncates at its time limit and refuses steps after an end.
            max_episode_steps=None,
            order_enforce=True,
        )
    return name


def register(path):
    """Registers the environment of a definition file (.yaml).

    Returns:
        The name that `gymnasium.make` knows it by, "apus/ID-vVERSION".
    """
    env = ApusEnv(path)
    try:
        return _register(f"apus/{env.description.id}-v{env.description.version}", str(path))
    finally:
        env.close()


ids = [_register(f"apus/{entry['id']}-v{entry['version']}", entry["id"]) for entry in registry()]
