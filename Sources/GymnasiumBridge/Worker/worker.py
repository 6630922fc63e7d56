"""The Python side of apus' bridge to Gymnasium: steps copies of one environment on request.

Started by apus as `python -c <this text>`. Descriptor 0 is a socket to apus; what environments print
goes to descriptors 1 and 2, which apus shows where something goes wrong. Every message is a frame:
its length (u32), its kind (u16), a number that the answer repeats (u16), then the payload; all
numbers are little-endian. Each request has exactly one answer, an error in place of any other.

    request                                              answer
    HELLO   JSON: id, options, key, copies               READY   JSON: spaces, limits, versions
    BEGIN   n x u8 whether to begin, n x u32 seed        BEGUN   n observations
    STEP    u8 keep frames, n x i32 action, n x u32 seed STEPPED n x f64 reward, n x u8 flags,
                                                                 n observations, the last
                                                                 observation of every ended episode
    FRAME   u32 copy, u8 of the ended episode            PICTURE u32 width, u32 height, RGB bytes

An action of -1 leaves a copy as it is. Flags: 1 terminated, 2 truncated. An episode that ends is
followed at once by one that begins with the copy's seed of the same request.
"""

import json
import os
import select
import signal
import socket
import struct
import sys
import threading
import traceback

PROTOCOL = 1
HEADER = struct.Struct("<IHH")
HELLO, BEGIN, STEP, FRAME = 1, 2, 3, 4
READY, BEGUN, STEPPED, PICTURE, ERROR = 101, 102, 103, 104, 199
LARGEST_REQUEST = 1 << 24
LARGEST_OBSERVATION = 1 << 24

# What has to be imported for a name to be known, and what installs it.
PROVIDERS = [
    ("ALE/", "ale_py", "ale-py"),
    ("MiniGrid-", "minigrid", "minigrid"),
    ("BabyAI-", "minigrid", "minigrid"),
    ("MinAtar/", "minatar", "minatar"),
]
# What a message of a missing dependency speaks of, and what installs it.
INSTALLERS = [
    ("box2d", 'swig "gymnasium[box2d]"'),
    ("ale_py", "ale-py"),
    ("ale-py", "ale-py"),
    ("mujoco", '"gymnasium[mujoco]"'),
    ("pygame", '"gymnasium[classic-control]"'),
    ("toy_text", '"gymnasium[toy-text]"'),
    ("jax", '"gymnasium[jax]"'),
]


class Refusal(Exception):
    """What apus can tell its user: a kind, a sentence, and perhaps what to install."""

    def __init__(self, kind, message, install=None):
        super().__init__(message)
        self.kind, self.install = kind, install


class Channel:
    """The socket to apus."""

    def __init__(self):
        self.socket = socket.socket(fileno=os.dup(0))
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        threading.Thread(target=self.leave_with_apus, daemon=True).start()

    def leave_with_apus(self):
        """Ends this process when apus has gone, even in the midst of a step."""
        poll = select.poll()
        poll.register(self.socket.fileno(), 0)
        while not any(event & select.POLLHUP for _, event in poll.poll()):
            pass
        os._exit(0)

    def read(self, count):
        data = bytearray(count)
        view = memoryview(data)
        while view:
            got = self.socket.recv_into(view)
            if got == 0:
                os._exit(0)
            view = view[got:]
        return data

    def receive(self):
        length, kind, number = HEADER.unpack(self.read(HEADER.size))
        if length > LARGEST_REQUEST:
            raise SystemExit(f"a request of {length} bytes")
        return kind, number, self.read(length)

    def send(self, kind, number, *parts):
        length = sum(memoryview(part).nbytes for part in parts)
        if length < 1 << 16:
            self.socket.sendall(b"".join([HEADER.pack(length, kind, number), *parts]))
        else:
            self.socket.sendall(HEADER.pack(length, kind, number))
            for part in parts:
                self.socket.sendall(part)


class Observations:
    """How an observation becomes a row of bytes: its shape, its type, its bounds, the conversion."""

    def __init__(self, space, key):
        spaces = gymnasium.spaces
        if key:
            if not isinstance(space, spaces.Dict) or key not in space.spaces:
                raise Refusal("space", f"its observation has no part '{key}': it is {space}")
            space = space.spaces[key]
        self.key, self.space = key, space
        self.transposed = False
        if isinstance(space, spaces.Box):
            self.source = tuple(space.shape)
            low, high = space.low, space.high
            kind = "uint8" if space.dtype == numpy.uint8 else "float32"
            shape = self.source or (1,)
            if len(shape) == 3 and shape[2] <= 4 < min(shape[0], shape[1]):
                self.transposed = True
                shape = (shape[2], shape[0], shape[1])
                low, high = low.transpose(2, 0, 1), high.transpose(2, 0, 1)
            elif len(shape) == 2:
                shape = (1,) + shape
            self.convert = self.box
        elif isinstance(space, spaces.Discrete):
            shape, kind, low, high = (int(space.n),), "uint8", numpy.zeros(1), numpy.ones(1)
            self.start = int(space.start)
            self.convert = self.one_hot
        elif flattenable(space):
            flat = spaces.flatten_space(space)
            shape = flat.shape
            low, high = flat.low.astype(numpy.float32), flat.high.astype(numpy.float32)
            isByte = flat.dtype in (numpy.uint8, numpy.int8, numpy.bool_) and low.min() >= 0
            kind = "uint8" if isByte else "float32"
            self.convert = self.flat
        else:
            raise Refusal("space", reason(space))
        self.shape = tuple(int(length) for length in shape)
        self.count = int(numpy.prod(self.shape, dtype=numpy.int64))
        if not 0 < self.count <= LARGEST_OBSERVATION:
            raise Refusal("space", f"its observation has {self.count} elements")
        self.type = kind
        self.dtype = numpy.dtype(kind)
        self.low, self.high = bounds(low), bounds(high)

    def box(self, value, row):
        value = numpy.asarray(value)
        if value.shape != self.source:
            raise ValueError(f"an observation of shape {value.shape}, expected {self.source}")
        row[...] = (value.transpose(2, 0, 1) if self.transposed else value).reshape(self.shape)

    def one_hot(self, value, row):
        index = int(value) - self.start
        if not 0 <= index < self.count:
            raise ValueError(f"an observation of {value}, outside {self.space}")
        row[...] = 0
        row[index] = 1

    def flat(self, value, row):
        row[...] = gymnasium.spaces.flatten(self.space, value)

    def write(self, value, row):
        self.convert(value[self.key] if self.key else value, row)


def flattenable(space):
    """Whether an observation is always the same number of numbers; some spaces cannot even tell."""
    try:
        return space.is_np_flattenable
    except NotImplementedError:
        return False


def bounds(values):
    """Bounds as hexadecimal float32: one where all are equal."""
    values = numpy.asarray(values).astype("<f4").ravel()
    if values.size and (values == values[0]).all():
        values = values[:1]
    return values.tobytes().hex()


def reason(space):
    """Why a space has no fixed number of numbers."""
    parts = getattr(space, "spaces", None)
    if parts is not None:
        named = parts.items() if hasattr(parts, "items") else enumerate(parts)
        bad = [f"'{name}' ({part})" for name, part in named if not flattenable(part)]
        return (
            f"part {', '.join(bad)} of its observation has no fixed number of numbers; "
            "?observation_key=NAME takes one part alone"
        )
    return f"its observation, {space}, has no fixed number of numbers"


class Copies:
    """The copies of one environment, and the rows that answers are sent from."""

    def __init__(self, request):
        if request.get("protocol") != PROTOCOL:
            raise Refusal("failed", f"protocol {request.get('protocol')}, expected {PROTOCOL}")
        name, self.options = request["id"], request["options"]
        self.provide(name)
        spec = self.find(name)
        self.environments = [self.make(name, spec)]
        first = self.environments[0]
        self.observations = Observations(first.observation_space, request.get("key"))
        self.actions = first.action_space
        if not isinstance(self.actions, gymnasium.spaces.Discrete):
            hint = "; ?continuous=false makes them numbered" if self.takes("continuous") else ""
            raise Refusal(
                "space",
                f"its actions are {self.actions}; apus chooses among numbered actions "
                f"(Discrete){hint}",
            )
        self.start = int(self.actions.start)
        copies = int(request["copies"])
        self.environments += [self.make(name, spec) for _ in range(copies - 1)]
        shape = self.observations.shape
        self.rows = numpy.zeros((copies,) + shape, self.observations.dtype)
        self.final = numpy.zeros_like(self.rows)
        self.rewards = numpy.zeros(copies, "<f8")
        self.flags = numpy.zeros(copies, numpy.uint8)
        self.frames = [None] * copies
        self.spec = first.spec or spec

    def provide(self, name):
        for prefix, module, package in PROVIDERS:
            if not name.startswith(prefix):
                continue
            try:
                module = __import__(module)
            except ImportError as error:
                raise Refusal(
                    "module", f"'{name}' comes with the package {package}: {error}", package
                )
            if prefix == "ALE/":
                gymnasium.register_envs(module)
            elif prefix == "MinAtar/":
                __import__("minatar.gym").gym.register_envs()

    def find(self, name):
        try:
            return gymnasium.spec(name)
        except ImportError as error:
            raise Refusal("module", f"'{name}': {error}", str(getattr(error, "name", "") or ""))
        except gymnasium.error.Error as error:
            raise Refusal("environment", " ".join(str(error).split()))

    def takes(self, option):
        try:
            import inspect

            creator = gymnasium.envs.registration.load_env_creator(self.found.entry_point)
            return option in inspect.signature(creator).parameters
        except Exception:
            return False

    def make(self, name, spec):
        self.found = spec
        options = dict(self.options)
        self.modes = []
        try:
            creator = spec.entry_point
            if isinstance(creator, str):
                creator = gymnasium.envs.registration.load_env_creator(creator)
            self.modes = list(getattr(creator, "metadata", {}).get("render_modes", []))
            if "rgb_array" in self.modes:
                options.setdefault("render_mode", "rgb_array")
            return gymnasium.make(name, disable_env_checker=True, **options)
        except (gymnasium.error.DependencyNotInstalled, ImportError) as error:
            text = " ".join(str(error).split())
            known = [package for word, package in INSTALLERS if word in text.lower()]
            raise Refusal("module", text, known[0] if known else getattr(error, "name", None))
        except Exception as error:
            text = " ".join(str(error).split()) or type(error).__name__
            if "rom" in text.lower().split():
                raise Refusal("module", text, "--upgrade ale-py")
            raise Refusal("failed", f"gymnasium.make: {type(error).__name__}: {text}")

    def ready(self):
        observation = self.observations
        return {
            "protocol": PROTOCOL,
            "python": ".".join(map(str, sys.version_info[:3])),
            "gymnasium": gymnasium.__version__,
            "shape": observation.shape,
            "type": observation.type,
            "low": observation.low,
            "high": observation.high,
            "observation": " ".join(str(observation.space).split())[:300],
            "actions": int(self.actions.n),
            "actionNames": self.action_names(),
            "timeLimit": self.spec.max_episode_steps if self.spec else None,
            "rewardThreshold": self.spec.reward_threshold if self.spec else None,
            "nondeterministic": bool(self.spec and self.spec.nondeterministic),
            "pictures": "rgb_array" in self.modes,
        }

    def action_names(self):
        try:
            names = self.environments[0].unwrapped.get_action_meanings()
            names = [str(name).lower() for name in names]
            return names if len(names) == int(self.actions.n) else []
        except Exception:
            return []

    def begin(self, index, seed):
        observation, _ = self.environments[index].reset(seed=seed)
        self.observations.write(observation, self.rows[index])

    def begin_some(self, payload):
        count = len(self.environments)
        seeds = struct.unpack_from(f"<{count}I", payload, count)
        for index in range(count):
            if payload[index]:
                self.begin(index, seeds[index])
        return (self.rows.data,)

    def step(self, payload):
        count = len(self.environments)
        actions = struct.unpack_from(f"<{count}i", payload, 1)
        seeds = struct.unpack_from(f"<{count}I", payload, 1 + 4 * count)
        write, rows, start = self.observations.write, self.rows, self.start
        rewards, flags = self.rewards, self.flags
        ended = 0
        for index, environment in enumerate(self.environments):
            action = actions[index]
            if action < 0:
                rewards[index] = flags[index] = 0
                continue
            observation, reward, terminated, truncated, _ = environment.step(action + start)
            rewards[index] = reward
            if terminated or truncated:
                flags[index] = (1 if terminated else 0) | (2 if truncated else 0)
                write(observation, self.final[ended])
                ended += 1
                if payload[0]:
                    self.frames[index] = self.picture(index)
                self.begin(index, seeds[index])
            else:
                flags[index] = 0
                write(observation, rows[index])
        return rewards.data, flags.data, rows.data, self.final[:ended].data

    def picture(self, index):
        if "rgb_array" not in self.modes:
            return None
        try:
            picture = numpy.asarray(self.environments[index].render())
        except gymnasium.error.DependencyNotInstalled:
            # Without what it draws with it can be played all the same; apus shows what is observed.
            self.modes = []
            return None
        if picture.ndim != 3 or picture.shape[2] != 3:
            return None
        return numpy.ascontiguousarray(picture, numpy.uint8)

    def frame(self, payload):
        index, ended = struct.unpack("<IB", payload)
        picture = self.frames[index] if ended else self.picture(index)
        if picture is None:
            return (struct.pack("<II", 0, 0),)
        height, width = picture.shape[:2]
        return struct.pack("<II", width, height), picture.data


def answer(kind, payload, copies):
    if kind == HELLO:
        global gymnasium, numpy
        try:
            import gymnasium
            import numpy
        except ImportError as error:
            raise Refusal("gymnasium", str(error), "gymnasium")
        copies = Copies(json.loads(bytes(payload)))
        return READY, (json.dumps(copies.ready()).encode(),), copies
    if copies is None:
        raise Refusal("failed", "a request before the first greeting")
    if kind == STEP:
        return STEPPED, copies.step(payload), copies
    if kind == BEGIN:
        return BEGUN, copies.begin_some(payload), copies
    if kind == FRAME:
        return PICTURE, copies.frame(payload), copies
    raise Refusal("failed", f"a request of unknown kind {kind}")


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = Channel()
    copies = None
    while True:
        kind, number, payload = channel.receive()
        try:
            reply, parts, copies = answer(kind, payload, copies)
        except Refusal as refusal:
            trouble = {"kind": refusal.kind, "message": str(refusal)[:4000]}
            if refusal.install:
                trouble["install"] = refusal.install
            reply, parts = ERROR, (json.dumps(trouble).encode(),)
        except Exception as error:
            traceback.print_exc()
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{os.path.basename(last.filename)}:{last.lineno}"
            message = f"{type(error).__name__}: {error} ({place})"[:4000]
            reply, parts = ERROR, (json.dumps({"kind": "failed", "message": message}).encode(),)
        channel.send(reply, number, *parts)


main()
