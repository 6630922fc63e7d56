"""Shared by the peers' scripts of this folder: thread limits before the heavy imports, and JSON lines.

A line has the form of `apus benchmark`: bench, peer, value, unit, config.
"""
import argparse
import json
import os


def arguments(description, **options):
    """Parses the command line and limits the threads; call before numpy, torch or jax is imported."""
    parser = argparse.ArgumentParser(description=description,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=1, help="compute threads (default 1)")
    parser.add_argument("--seed", type=int, default=1)
    for name, (default, text) in options.items():
        parser.add_argument(f"--{name}", type=type(default), default=default, help=f"{text} (default {default})")
    found = parser.parse_args()
    for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NPROC"):
        os.environ[variable] = str(found.threads)
    os.environ.pop("OPENBLAS_CORETYPE", None)  # some images pin it to an old core
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    if found.threads == 1:
        flags = os.environ.get("XLA_FLAGS", "")
        os.environ["XLA_FLAGS"] = f"{flags} --xla_cpu_multi_thread_eigen=false".strip()
    return found


def emit(bench, peer, value, unit, **config):
    """Prints one figure."""
    if isinstance(value, float):
        value = float(f"{value:.6g}")
    print(json.dumps({"bench": bench, "peer": peer, "value": value, "unit": unit, "config": config}), flush=True)


def emit_training(bench, peer, wall, steps, updates, mean_return, **config):
    """Prints wall time, rates and return of a whole training."""
    config = dict(env_steps=steps, updates=updates, **config)
    for name, value, unit in (("wall", wall, "s"), ("env_rate", steps / wall, "env steps/s"),
                              ("update_rate", updates / wall, "updates/s"),
                              ("return", mean_return, "mean return of the last tenth's episodes")):
        emit(f"{bench}_{name}", peer, value, unit, **config)
