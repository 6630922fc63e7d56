"""The compiled library: where it is, how it is loaded, and its functions with their types."""

import ctypes
import json
import os
import pathlib
import sys

INTERFACE = 1
BUILD = "swift build -c release --product ApusGym"
NAME = "libApusGym.dylib" if sys.platform == "darwin" else "libApusGym.so"

_TEXT = ctypes.c_void_p
_HANDLE = ctypes.c_void_p
_COLUMN = ctypes.c_void_p
_INT = ctypes.c_int32
_INT_OUT = ctypes.POINTER(ctypes.c_int32)

# Every function of apus.h that is used here: what it returns, what it takes.
FUNCTIONS = {
    "apus_interface": (_INT, []),
    "apus_last_error": (_TEXT, []),
    "apus_free": (None, [ctypes.c_void_p]),
    "apus_registry": (_TEXT, []),
    "apus_vector_make": (_HANDLE, [ctypes.c_char_p, ctypes.c_uint64, _INT]),
    "apus_vector_free": (None, [_HANDLE]),
    "apus_vector_describe": (_TEXT, [_HANDLE]),
    "apus_vector_reset": (_INT, [_HANDLE]),
    "apus_vector_step": (_INT, [_HANDLE, ctypes.c_void_p, _INT]),
    "apus_vector_observations": (_COLUMN, [_HANDLE]),
    "apus_vector_final_observations": (_COLUMN, [_HANDLE]),
    "apus_vector_rewards": (_COLUMN, [_HANDLE]),
    "apus_vector_terminated": (_COLUMN, [_HANDLE]),
    "apus_vector_truncated": (_COLUMN, [_HANDLE]),
    "apus_vector_masks": (_COLUMN, [_HANDLE]),
    "apus_vector_snapshot": (ctypes.c_void_p, [_HANDLE, ctypes.POINTER(ctypes.c_int64)]),
    "apus_vector_restore": (_INT, [_HANDLE, ctypes.c_char_p, ctypes.c_int64]),
    "apus_vector_render": (ctypes.c_void_p, [_HANDLE, _INT, _INT_OUT, _INT_OUT]),
    "apus_vector_text": (_TEXT, [_HANDLE, _INT]),
    "apus_vector_mission": (_TEXT, [_HANDLE, _INT]),
    "apus_episode_make": (_HANDLE, [ctypes.c_char_p, ctypes.c_uint64]),
    "apus_episode_free": (None, [_HANDLE]),
    "apus_episode_describe": (_TEXT, [_HANDLE]),
    "apus_episode_begin": (_INT, [_HANDLE]),
    "apus_episode_step": (
        _INT,
        [
            _HANDLE,
            _INT,
            ctypes.POINTER(ctypes.c_float),
            ctypes.POINTER(ctypes.c_bool),
            ctypes.POINTER(ctypes.c_bool),
        ],
    ),
    "apus_episode_observation": (_COLUMN, [_HANDLE]),
    "apus_episode_mask": (_COLUMN, [_HANDLE]),
    "apus_episode_render": (ctypes.c_void_p, [_HANDLE, _INT_OUT, _INT_OUT]),
    "apus_episode_text": (_TEXT, [_HANDLE]),
    "apus_episode_mission": (_TEXT, [_HANDLE]),
}


class ApusError(RuntimeError):
    """What the library says is wrong."""


def candidates():
    """Where the library is looked for, in order."""
    named = os.environ.get("APUS_GYM_LIBRARY")
    if named:
        return [pathlib.Path(named)]
    here = pathlib.Path(__file__).resolve().parent
    return [here / NAME, here.parents[1] / ".build" / "release" / NAME]


def load():
    """Loads the library and types its functions."""
    paths = candidates()
    found = next((path for path in paths if path.exists()), None)
    if found is None:
        places = ", ".join(str(path) for path in paths)
        raise ImportError(
            f"apus_gym: the compiled library is not there (looked for {places}). Build it in the "
            f"folder of Apus: {BUILD}; or name it: APUS_GYM_LIBRARY=/path/to/{NAME}"
        )
    try:
        loaded = ctypes.CDLL(str(found))
    except OSError as error:
        raise ImportError(
            f"apus_gym: {found} cannot be loaded: {error}. Build it anew: {BUILD}"
        ) from error
    for name, (result, arguments) in FUNCTIONS.items():
        try:
            function = getattr(loaded, name)
        except AttributeError:
            raise ImportError(
                f"apus_gym: {found} has no function {name}. Build it anew: {BUILD}"
            ) from None
        function.restype, function.argtypes = result, arguments
    if loaded.apus_interface() != INTERFACE:
        raise ImportError(
            f"apus_gym: {found} has interface {loaded.apus_interface()}, expected {INTERFACE}. "
            f"Build it anew: {BUILD}"
        )
    return loaded


functions = load()


def text(pointer):
    """A text that the library gave away; None for none."""
    if not pointer:
        return None
    try:
        return ctypes.string_at(pointer).decode()
    finally:
        functions.apus_free(pointer)


def require(value):
    """A pointer or a status; raises what the library says where it is a fault."""
    if value is None or value == -1:
        raise ApusError(text(functions.apus_last_error()) or "the library failed")
    return value


def registry():
    """The built-in environments: dictionaries with id, version and summary."""
    return json.loads(text(require(functions.apus_registry())))


def picture(function, *arguments):
    """The picture that a function of the library draws, [height, width, 3] bytes."""
    import numpy

    width, height = ctypes.c_int32(), ctypes.c_int32()
    pointer = require(function(*arguments, ctypes.byref(width), ctypes.byref(height)))
    try:
        shape = (height.value, width.value, 3)
        pixels = ctypes.string_at(pointer, shape[0] * shape[1] * 3)
        return numpy.frombuffer(pixels, numpy.uint8).reshape(shape).copy()
    finally:
        functions.apus_free(pointer)
