"""The program that compares a library with NumPy: what it prints, and how it exits."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from autodiff_ref import agree
from autodiff_ref.agree import largest_difference, main, train_xor
from autodiff_ref.network import Layer
from autodiff_ref.training import Training

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "gpu.md").read_text(encoding="utf-8")


def test_numpy_agrees_with_itself(capsys):
    """NumPy against NumPy differs by nothing, and exits with 0."""
    code = main(["--backend", "numpy", "--steps", "20"])

    printed = capsys.readouterr().out
    assert code == 0
    assert "NumPy against numpy on cpu, float64" in printed
    assert "largest difference      0.0e+00, at most 1e-12 is allowed" in printed


@pytest.mark.needs("torch")
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_pytorch_on_the_cpu(capsys, dtype):
    """PyTorch on the CPU agrees in both dtypes, and the losses are shown."""
    code = main(["--backend", "torch", "--device", "cpu", "--dtype", dtype])

    printed = capsys.readouterr().out
    assert code == 0
    assert f"NumPy against torch on cpu, {dtype}" in printed
    assert printed.count("0.781664 -> 0.614846") == 2


@pytest.mark.needs("array_api_strict")
def test_it_runs_as_a_program():
    """`python -m autodiff_ref.agree` runs without a warning and writes to stdout alone."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "autodiff_ref.agree", "--backend",
         "array_api_strict", "--steps", "3"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, "")
    assert "largest difference" in done.stdout


def test_a_device_that_is_not_there(capsys):
    """NumPy has no GPU: exit 2, and the message says what was asked for and what to read."""
    code = main(["--backend", "numpy", "--device", "cuda"])

    printed = capsys.readouterr()
    assert code == 2
    assert printed.out == ""
    assert "training XOR on numpy, device cuda: expected both to be here" in printed.err
    assert "docs/gpu.md" in printed.err


@pytest.mark.needs("torch")
def test_a_gpu_that_pytorch_does_not_know(capsys):
    """A device with a number that no machine has is exit 2 as well, and no traceback."""
    code = main(["--backend", "torch", "--device", "cuda:99", "--steps", "1"])

    assert code == 2
    assert "training XOR on torch, device cuda:99" in capsys.readouterr().err


def test_a_disagreement_is_exit_1(capsys, monkeypatch):
    """Parameters further apart than allowed are exit 1: the check can fail."""
    real = train_xor

    def off(backend, device=None, **how):
        trained = real("numpy", **how)
        if backend != "torch":
            return trained
        (W, b), last = trained.params
        return trained._replace(params=(Layer(W + 1e-9, b), last))

    monkeypatch.setattr(agree, "train_xor", off)

    assert main(["--backend", "torch", "--steps", "3"]) == 1
    assert "largest difference      1.0e-09" in capsys.readouterr().out


def test_a_difference_of_nan_agrees_with_nothing():
    """Where a parameter is nan the difference is nan, which is not at most anything."""
    one = Training((Layer(np.array([[1.0]]), np.array([0.0])),), (), ())
    other = Training((Layer(np.array([[np.nan]]), np.array([0.0])),), (), ())

    assert not largest_difference(one, other) <= 1e300


@pytest.mark.needs("torch")
def test_the_page_shows_what_the_program_prints(capsys):
    """docs/gpu.md shows the program's own lines, but for the last digits of the difference."""
    shown = re.search(r"```\n(NumPy against.*?)```", PAGE, re.DOTALL)[1]

    main(["--backend", "torch", "--device", "cpu", "--steps", "200"])

    printed = capsys.readouterr().out
    number = r"\d\.\de-\d+, at most"
    assert re.sub(number, "", printed) == re.sub(number, "", shown)
    assert re.search(number, printed)


@pytest.mark.needs("torch")
def test_the_pages_example_runs(capsys):
    """The Python of docs/gpu.md runs, here on the CPU, and its losses go down."""
    code = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)[1]
    found = {}

    exec(code.replace('"cuda"', '"cpu"'), found)

    losses = found["trained"].losses
    assert len(losses) == 11
    assert losses == tuple(sorted(losses, reverse=True))
    assert found["W"].shape == (64, 20)
