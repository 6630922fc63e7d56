"""Many copies of an environment, stepped together."""

import ctypes

import gymnasium
import numpy
from gymnasium.vector import AutoresetMode
from gymnasium.vector.utils import batch_space

from .library import functions, picture, require, text
from .spaces import Description, bounded_seed, view


class ApusVectorEnv(gymnasium.vector.VectorEnv):
    """Copies of an environment of Apus as a `gymnasium.vector.VectorEnv`.

    Autoreset is same-step: where an episode ends, the observation is already the first of the next,
    and `infos["final_obs"]` holds the last of the ended one in the rows of the mask
    `infos["_final_obs"]`. An episode depends on the seed, its copy's number and its own number, and
    not on the number of copies.

    Args:
        definition: the id of a built-in environment, or the path of a definition file (.yaml).
        num_envs: the number of copies.
        render_mode: "rgb_array", "ansi" or None.
        copy: whether `step` gives copies of the columns; otherwise views that the next step changes.
    """

    metadata = {
        "render_modes": ["rgb_array", "ansi"],
        "render_fps": 10,
        "autoreset_mode": AutoresetMode.SAME_STEP,
    }

    def __init__(self, definition, num_envs=1, render_mode=None, copy=True):
        if render_mode is not None and render_mode not in self.metadata["render_modes"]:
            raise ValueError(
                f"expected one of the render modes {self.metadata['render_modes']}, got {render_mode!r}"
            )
        self.render_mode = render_mode
        self.num_envs = int(num_envs)
        self.copy = copy
        self._definition = str(definition).encode()
        self._handle = None
        self._make(0)
        self.description = Description(functions.apus_vector_describe, self._handle)
        self.single_observation_space = self.description.observation_space
        self.single_action_space = self.description.action_space
        self.observation_space = batch_space(self.single_observation_space, self.num_envs)
        self.action_space = batch_space(self.single_action_space, self.num_envs)
        self._view()
        self._is_seeded = False

    def _make(self, seed):
        handle = require(functions.apus_vector_make(self._definition, seed, self.num_envs))
        self._free()
        self._handle = handle

    def _view(self):
        shape, dtype = (self.num_envs, *self.description.shape), self.description.dtype

        def column(function, shape, dtype):
            return view(require(function(self._handle)), shape, dtype)

        self._observations = column(functions.apus_vector_observations, shape, dtype)
        self._finals = column(functions.apus_vector_final_observations, shape, dtype)
        self._rewards = column(functions.apus_vector_rewards, (self.num_envs,), numpy.float32)
        self._terminated = column(functions.apus_vector_terminated, (self.num_envs,), numpy.bool_)
        self._truncated = column(functions.apus_vector_truncated, (self.num_envs,), numpy.bool_)

    def reset(self, *, seed=None, options=None):
        if seed is not None and not isinstance(seed, (int, numpy.integer)):
            raise ValueError(
                "expected one seed, got a list: every copy draws from a stream of its own under it"
            )
        if options and options.get("reset_mask") is not None:
            raise ValueError("expected no reset_mask: episodes are followed by the next at once")
        super().reset(seed=seed)
        if seed is None and not self._is_seeded:
            seed = int(self.np_random.integers(1 << 62))
        if seed is not None:
            self._make(bounded_seed(seed))
            self._view()
            self._is_seeded = True
        else:
            self._require_open()
            require(functions.apus_vector_reset(self._handle))
        return self._given(self._observations), self._infos()

    def step(self, actions):
        self._require_open()
        actions = numpy.ascontiguousarray(actions, numpy.int32)
        if functions.apus_vector_step(self._handle, actions.ctypes.data, actions.size) != 0:
            require(-1)
        terminated, truncated = self._given(self._terminated), self._given(self._truncated)
        infos = self._infos()
        ended = terminated | truncated
        if ended.any():
            final = numpy.zeros_like(self._finals)
            final[ended] = self._finals[ended]
            infos.update(final_obs=final, _final_obs=ended, final_info={}, _final_info=ended.copy())
        return (
            self._given(self._observations),
            self._rewards.astype(numpy.float64),
            terminated,
            truncated,
            infos,
        )

    def _given(self, column):
        return column.copy() if self.copy else column

    def _infos(self):
        if not self.description.has_masks:
            return {}
        mask = self.action_masks()
        return {"action_mask": mask, "_action_mask": numpy.ones(self.num_envs, numpy.bool_)}

    def action_masks(self):
        """Which actions are possible in each copy, [num_envs, actions]."""
        shape = (self.num_envs, int(self.single_action_space.n))
        if not self.description.has_masks:
            return numpy.ones(shape, numpy.int8)
        return view(require(functions.apus_vector_masks(self._handle)), shape, numpy.int8).copy()

    def missions(self):
        """The task of each copy's present episode in words."""
        self._require_open()
        return tuple(
            text(require(functions.apus_vector_mission(self._handle, copy)))
            for copy in range(self.num_envs)
        )

    def snapshot(self):
        """Everything needed to go on exactly, as bytes."""
        self._require_open()
        length = ctypes.c_int64()
        pointer = require(functions.apus_vector_snapshot(self._handle, ctypes.byref(length)))
        try:
            return ctypes.string_at(pointer, length.value)
        finally:
            functions.apus_free(pointer)

    def restore(self, snapshot):
        """Goes on from a snapshot of as many copies; returns the present observations."""
        self._require_open()
        require(functions.apus_vector_restore(self._handle, bytes(snapshot), len(snapshot)))
        self._is_seeded = True
        return self._given(self._observations)

    def render(self):
        if self.render_mode is None:
            return None
        self._require_open()
        if self.render_mode == "ansi":
            return tuple(
                text(require(functions.apus_vector_text(self._handle, copy)))
                for copy in range(self.num_envs)
            )
        return tuple(
            picture(functions.apus_vector_render, self._handle, copy)
            for copy in range(self.num_envs)
        )

    def close_extras(self, **kwargs):
        self._free()

    def _require_open(self):
        if self._handle is None:
            raise RuntimeError("expected an open environment, got one that was closed")

    def _free(self):
        handle, self._handle = self._handle, None
        if handle:
            # The columns end with the vector: nothing of ours may look at them any more.
            self._observations = self._finals = self._rewards = None
            self._terminated = self._truncated = None
            functions.apus_vector_free(handle)

    def __del__(self):
        if getattr(self, "_handle", None):
            self._free()
