#!/usr/bin/env python3
"""Whole PQN trainings in JAX, environment and learner in one compiled program, as purejaxrl does it.

gymnax steps the copies inside the program; compiling is timed apart. The same network, copies, rollout, epochs
and minibatches as the workloads "pqn-breakout" and "pqn-cartpole" of `apus benchmark train`:

    breakout   128 copies, 32 steps a rollout, 2 epochs, minibatches of 128; conv 3x3 16 channels without
               padding, linear 128, each with layer normalization and ReLU; lambda 0.65, rate 5e-4
    cartpole   32 copies, 64 steps a rollout, 4 epochs, minibatches of 128; linear 128 twice, each with layer
               normalization and ReLU; lambda 0.95, rate 2.5e-4

RAdam with the gradient's norm held to 10, the rate falling linearly to 0, epsilon from 1 to 0.05 over a tenth of
the steps, discount 0.99. Observations are what gymnax gives (Breakout: zeros and ones, three actions).

Prints one JSON line per figure. Needs jax, optax and gymnax (see requirements.txt of the shared peers).

    taskset -c 1 python Benchmarks/pqn_jax.py --only breakout --steps 409600
"""
import time

import peer_lines

ARGS = peer_lines.arguments(
    __doc__, only=("", "breakout or cartpole; both where empty"), steps=(409_600, "environment steps"))

import gymnax  # noqa: E402  (the thread limits come first)
import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import optax  # noqa: E402

GAMMA, CLIP, EPSILON_END, EPSILON_PART = 0.99, 10.0, 0.05, 0.1
TASKS = {
    "breakout": dict(id="Breakout-MinAtar", copies=128, rollout=32, epochs=2, batch=128, channels=16,
                     hidden=[128], lam=0.65, rate=5e-4),
    "cartpole": dict(id="CartPole-v1", copies=32, rollout=64, epochs=4, batch=128, channels=0,
                     hidden=[128, 128], lam=0.95, rate=2.5e-4),
}


def initial(key, shape, task, actions):
    """Weights, biases, and the scale and shift of each normalization."""
    layers, inputs = [], 1
    weights = jax.nn.initializers.he_normal()
    keys = jax.random.split(key, 2 + len(task["hidden"]))
    if task["channels"]:
        height, width, planes = shape
        layers.append({"w": weights(keys[0], (3, 3, planes, task["channels"])), "b": jnp.zeros(task["channels"])})
        inputs = (height - 2) * (width - 2) * task["channels"]
        layers[0].update(scale=jnp.ones(inputs), shift=jnp.zeros(inputs))
    else:
        for side in shape:
            inputs *= side
    for layer_key, size in zip(keys[1:], task["hidden"]):
        layers.append({"w": weights(layer_key, (inputs, size)), "b": jnp.zeros(size), "scale": jnp.ones(size),
                       "shift": jnp.zeros(size)})
        inputs = size
    layers.append({"w": weights(keys[-1], (inputs, actions)), "b": jnp.zeros(actions)})
    return layers


def normalized(layer, x):
    x = x - x.mean(-1, keepdims=True)
    x = x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-5)
    return jax.nn.relu(x * layer["scale"] + layer["shift"])


def q_values(layers, x, task):
    x = x.astype(jnp.float32)
    hidden = layers[:-1]
    if task["channels"]:
        x = jax.lax.conv_general_dilated(x, hidden[0]["w"], (1, 1), "VALID",
                                         dimension_numbers=("NHWC", "HWIO", "NHWC")) + hidden[0]["b"]
        x = normalized(hidden[0], x.reshape(x.shape[0], -1))
        hidden = hidden[1:]
    else:
        x = x.reshape(x.shape[0], -1)
    for layer in hidden:
        x = normalized(layer, x @ layer["w"] + layer["b"])
    return x @ layers[-1]["w"] + layers[-1]["b"]


def make_training(task, steps):
    env, env_params = gymnax.make(task["id"])
    copies, length, batch = task["copies"], task["rollout"], task["batch"]
    rollouts, rows = steps // (copies * length), copies * length
    actions = env.num_actions
    reset = jax.vmap(env.reset, in_axes=(0, None))
    advance = jax.vmap(env.step, in_axes=(0, 0, 0, None))
    updates = rollouts * task["epochs"] * (rows // batch)
    optimizer = optax.chain(optax.clip_by_global_norm(CLIP),
                            optax.radam(optax.linear_schedule(task["rate"], 0.0, updates)))

    def epsilon(step):
        return jnp.maximum(EPSILON_END, 1 + (EPSILON_END - 1) * step / (EPSILON_PART * steps))

    def train(key):
        key, key_net, key_env = jax.random.split(key, 3)
        observations, states = reset(jax.random.split(key_env, copies), env_params)
        layers = initial(key_net, observations.shape[1:], task, actions)

        def act(carry, _):
            layers, observations, states, step, episode, key = carry
            key, key_eps, key_act, key_step = jax.random.split(key, 4)
            values = q_values(layers, observations, task)
            explores = jax.random.uniform(key_eps, (copies,)) < epsilon(step)
            chosen = jnp.where(explores, jax.random.randint(key_act, (copies,), 0, actions), values.argmax(1))
            following, states, rewards, terminated, truncated, _ = advance(
                jax.random.split(key_step, copies), states, chosen, env_params)
            ends = (terminated | truncated).astype(jnp.float32)
            episode = episode + rewards
            kept = (observations, chosen, rewards, ends, values.max(1), episode * ends)
            return (layers, following, states, step + copies, episode * (1 - ends), key), kept

        def learn(layers, moments, observations, chosen, targets, key):
            def minibatch(carry, rows):
                layers, moments = carry

                def loss(layers):
                    values = q_values(layers, observations[rows], task)
                    predicted = jnp.take_along_axis(values, chosen[rows][:, None], 1)[:, 0]
                    return 0.5 * ((predicted - targets[rows]) ** 2).mean()
                change, moments = optimizer.update(jax.grad(loss)(layers), moments, layers)
                return (optax.apply_updates(layers, change), moments), None

            def epoch(carry, key):
                order = jax.random.permutation(key, rows).reshape(-1, batch)
                return jax.lax.scan(minibatch, carry, order)
            carry, _ = jax.lax.scan(epoch, (layers, moments), jax.random.split(key, task["epochs"]))
            return carry

        def one(carry, _):
            layers, moments, observations, states, step, episode, key = carry
            key, key_act, key_learn = jax.random.split(key, 3)
            acted, kept = jax.lax.scan(
                act, (layers, observations, states, step, episode, key_act), None, length=length)
            _, observations, states, step, episode, _ = acted
            seen, chosen, rewards, ends, values, returns = kept
            # The value of what followed a step is that by which the next one acted.
            following = jnp.concatenate([values[1:], q_values(layers, observations, task).max(1)[None]])

            def back(later, row):
                reward, end, value = row
                mixed = value + task["lam"] * (later - value)
                target = reward + GAMMA * (1 - end) * mixed
                return target, target
            _, targets = jax.lax.scan(back, following[-1], (rewards, ends, following), reverse=True)
            layers, moments = learn(layers, moments, seen.reshape(rows, *seen.shape[2:]), chosen.reshape(rows),
                                    targets.reshape(rows), key_learn)
            return (layers, moments, observations, states, step, episode, key), (returns.sum(), ends.sum())
        carry = (layers, optimizer.init(layers), observations, states, 0, jnp.zeros(copies), key)
        carry, (returns, episodes) = jax.lax.scan(one, carry, None, length=rollouts)
        return carry[0], returns, episodes
    return train, rollouts * rows, updates, actions


def main():
    for name in ([ARGS.only] if ARGS.only else TASKS):
        task = TASKS[name]
        train, steps, updates, actions = make_training(task, ARGS.steps)
        key = jax.random.key(ARGS.seed)
        start = time.perf_counter()
        program = jax.jit(train).lower(key).compile()
        compiling = time.perf_counter() - start
        start = time.perf_counter()
        _, returns, episodes = jax.block_until_ready(program(key))
        wall = time.perf_counter() - start
        last = max(1, len(returns) // 10)
        mean = float(returns[-last:].sum() / jnp.maximum(1, episodes[-last:].sum()))
        config = dict(copies=task["copies"], rollout=task["rollout"], epochs=task["epochs"], batch=task["batch"],
                      actions=int(actions), threads=ARGS.threads, seed=ARGS.seed, version=jax.__version__)
        peer_lines.emit(f"pqn_{name}_compile", "jax", compiling, "s", **config)
        peer_lines.emit_training(f"pqn_{name}", "jax", wall, steps, updates, mean, **config)


if __name__ == "__main__":
    main()
