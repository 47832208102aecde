"""A program that trains XOR on NumPy and on another library or device, and compares.

    python -m autodiff_ref.agree --backend torch --device cuda --steps 200

Prints the largest difference between the parameters, and exits with 0 where it is at most 1e-12
(float64) or 1e-4 (float32), 1 where it is larger, and 2 where the library or the device is not
there. It writes nothing. May import `training` and `backend`; nothing may import it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import numpy as np

from autodiff_ref.backend import BACKENDS, from_numpy, to_numpy
from autodiff_ref.training import Training, train, xor_examples, xor_start

# float64: 200 steps of rounding, 1e-16 each, that training may enlarge a little. float32: the
# largest seen over 2,000 starts after 200 steps was 9e-6.
ALLOWED = {"float64": 1e-12, "float32": 1e-4}


def train_xor(
    backend: str, device: str | int | None = None, *, steps: int, dtype: str = "float64"
) -> Training:
    """XOR trained from `training.XOR_START` by the named library, on the named device."""
    like = from_numpy(np.zeros(1, dtype=dtype), backend, device)
    X, Y = xor_examples(like)
    return train(
        xor_start(like),
        X,
        Y,
        activations=("sigmoid", "sigmoid"),
        loss="bce",
        reduction="mean",
        steps=steps,
        lr=1.0,
        record_every=max(1, steps),
    )


def largest_difference(one: Training, other: Training) -> float:
    """The largest absolute difference between two networks' parameters; nan where one is nan."""
    differences = [
        np.max(np.abs(to_numpy(mine) - to_numpy(theirs)))
        for layers in zip(one.params, other.params, strict=True)
        for mine, theirs in zip(*layers, strict=True)
    ]
    return float(np.max(differences))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the comparison; the exit code says how it ended."""
    parser = argparse.ArgumentParser(
        prog="python -m autodiff_ref.agree",
        description="Train XOR on NumPy and on another library or device, and compare.",
        epilog="Exit codes: 0 they agree, 1 they do not, 2 the library or device is not there.",
    )
    parser.add_argument("--backend", default="torch", choices=BACKENDS, help="default: torch")
    parser.add_argument("--device", help="as the library names it: cuda, cuda:1, 0")
    parser.add_argument("--steps", type=int, default=200, help="default: 200")
    parser.add_argument("--dtype", default="float64", choices=sorted(ALLOWED))
    chosen = parser.parse_args(arguments)
    device: str | int | None = chosen.device
    if chosen.device is not None and chosen.device.isdecimal():
        device = int(chosen.device)

    try:
        there = train_xor(chosen.backend, device, steps=chosen.steps, dtype=chosen.dtype)
    except (ImportError, RuntimeError, AssertionError, ValueError) as error:
        # PyTorch without CUDA says so with an AssertionError, a wrong device with a RuntimeError.
        print(
            f"training XOR on {chosen.backend}, device {chosen.device}: expected both to be here, "
            f"but got {type(error).__name__}: {error}; docs/gpu.md says what to install",
            file=sys.stderr,
        )
        return 2
    here = train_xor("numpy", steps=chosen.steps, dtype=chosen.dtype)
    difference = largest_difference(here, there)
    allowed = ALLOWED[chosen.dtype]
    print(f"NumPy against {chosen.backend} on {there.params[0].W.device}, {chosen.dtype}")
    print(f"  steps                   {chosen.steps}")
    print(f"  loss, NumPy             {here.losses[0]:.6f} -> {here.losses[-1]:.6f}")
    print(f"  {'loss, ' + chosen.backend:24}{there.losses[0]:.6f} -> {there.losses[-1]:.6f}")
    print(f"  largest difference      {difference:.1e}, at most {allowed:.0e} is allowed")
    return 0 if difference <= allowed else 1


if __name__ == "__main__":
    sys.exit(main())
