"""The array libraries that the matrix code is tried on, as parameters of a test.

May import `autodiff_ref.backend` for the way in and out; must never compute.
"""

from __future__ import annotations

import pytest

from autodiff_ref.backend import from_numpy

NUMPY, STRICT, TORCH = "numpy", "array_api_strict", "torch"
CUDA = "torch on a GPU"

OTHERS = [
    pytest.param(STRICT, marks=pytest.mark.needs("array_api_strict")),
    pytest.param(TORCH, marks=pytest.mark.needs("torch")),
    pytest.param(CUDA, marks=[pytest.mark.gpu, pytest.mark.needs("cuda")]),
]
LIBRARIES = [NUMPY, *OTHERS]


def place(x, library):
    """The numbers of x as an array of that library, where that library has them."""
    if library == CUDA:
        return from_numpy(x, "torch", device="cuda")
    return from_numpy(x, library)


def same_place(result, given):
    """Whether a result is of the library and on the device of what was given."""
    libraries = {type(array).__module__.partition(".")[0] for array in (result, given)}
    return len(libraries) == 1 and result.device == given.device
