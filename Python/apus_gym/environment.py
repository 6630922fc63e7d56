"""A single environment."""

import ctypes

import gymnasium
import numpy

from .library import functions, picture, require, text
from .spaces import Description, bounded_seed, view


class ApusEnv(gymnasium.Env):
    """An environment of Apus as a `gymnasium.Env`.

    With the same seed it plays what copy 0 of an `ApusVectorEnv` plays.

    Args:
        definition: the id of a built-in environment, or the path of a definition file (.yaml).
        render_mode: "rgb_array" for pictures, "ansi" for the state in one line, or None.
    """

    metadata = {"render_modes": ["rgb_array", "ansi"], "render_fps": 10}

    def __init__(self, definition, render_mode=None):
        if render_mode is not None and render_mode not in self.metadata["render_modes"]:
            raise ValueError(
                f"expected one of the render modes {self.metadata['render_modes']}, got {render_mode!r}"
            )
        self.render_mode = render_mode
        self._definition = str(definition).encode()
        self._handle = None
        self._reward = ctypes.c_float()
        self._flags = ctypes.c_bool(), ctypes.c_bool()
        self._make(0)
        self.description = Description(functions.apus_episode_describe, self._handle)
        self.observation_space = self.description.observation_space
        self.action_space = self.description.action_space
        self._view()
        self._is_seeded = False

    def _make(self, seed):
        handle = require(functions.apus_episode_make(self._definition, seed))
        self.close()
        self._handle = handle

    def _view(self):
        self._observation = view(
            require(functions.apus_episode_observation(self._handle)),
            self.description.shape,
            self.description.dtype,
        )

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        if seed is None and not self._is_seeded:
            seed = int(self.np_random.integers(1 << 62))
        if seed is not None or self._handle is None:
            self._make(bounded_seed(seed if seed is not None else 0))
            self._view()
            self._is_seeded = True
        else:
            require(functions.apus_episode_begin(self._handle))
        return self._observation.copy(), self._info()

    def step(self, action):
        if self._handle is None:
            raise RuntimeError("expected an open environment, got one that was closed")
        terminated, truncated = self._flags
        require(
            functions.apus_episode_step(
                self._handle,
                int(action),
                ctypes.byref(self._reward),
                ctypes.byref(terminated),
                ctypes.byref(truncated),
            )
        )
        return (
            self._observation.copy(),
            self._reward.value,
            terminated.value,
            truncated.value,
            self._info(),
        )

    def _info(self):
        info = {}
        if self.description.has_masks:
            info["action_mask"] = self.action_mask()
        mission = text(functions.apus_episode_mission(self._handle))
        if mission:
            info["mission"] = mission
        return info

    def action_mask(self):
        """Which actions are possible, as `action_space.sample(mask)` takes it."""
        shape = (int(self.action_space.n),)
        if not self.description.has_masks:
            return numpy.ones(shape, numpy.int8)
        pointer = require(functions.apus_episode_mask(self._handle))
        return view(pointer, shape, numpy.int8).copy()

    def render(self):
        if self.render_mode == "rgb_array":
            return picture(functions.apus_episode_render, self._handle)
        if self.render_mode == "ansi":
            return text(require(functions.apus_episode_text(self._handle)))
        return None

    def close(self):
        handle, self._handle = self._handle, None
        if handle:
            self._observation = None
            functions.apus_episode_free(handle)

    def __del__(self):
        if getattr(self, "_handle", None):
            self.close()
