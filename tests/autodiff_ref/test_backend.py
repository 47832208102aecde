"""What goes in comes out: the same library, device and dtype, or a refusal that says why."""

import doctest
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest

from autodiff_ref import backend
from autodiff_ref.backend import (
    asarray,
    available,
    draw,
    floating,
    from_numpy,
    namespace,
    to_numpy,
)
from tests.autodiff_ref.libraries import LIBRARIES, OTHERS, STRICT, place

ROOT = Path(backend.__file__).parents[1]
NEEDED = {
    "abs", "arange", "argmax", "astype", "broadcast_to", "clip", "concat", "exp", "expand_dims",
    "eye", "finfo", "isdtype", "log", "log1p", "logaddexp", "matmul", "max", "maximum", "mean",
    "min", "minimum", "ones", "ones_like", "prod", "reshape", "sign", "stack", "sum", "take",
    "tanh", "vecdot", "where", "zeros", "zeros_like",
}  # fmt: skip


# namespace


def test_the_namespace_of_numpy_is_numpy():
    """NumPy's arrays and scalars, numbers and nothing at all have numpy itself."""
    assert namespace(np.zeros(2)) is np
    assert namespace(np.float64(1), np.zeros(2), 3, None) is np
    assert namespace(1.0) is np
    assert namespace() is np


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_namespace_has_the_standards_functions(library):
    """Every function that the matrix code needs is there, whatever the library."""
    xp = namespace(place([1.0], library), 2.0)

    assert set(dir(xp)) >= NEEDED


@pytest.mark.parametrize("library", OTHERS)
def test_two_libraries_do_not_mix(library):
    """Arrays of two libraries are refused, with both named: nothing is moved in silence."""
    with pytest.raises(TypeError, match=r"expected all of one library, but got numpy\.ndarray and"):
        namespace(np.zeros(2), place([1.0], library))


@pytest.mark.parametrize("value", [[1.0], (1, 2), "text", {"a": 1}, range(3), object()])
def test_what_is_no_array_is_refused(value):
    """A list, a text or anything else that is no array is refused, and its kind is named."""
    with pytest.raises(
        TypeError, match=rf"choosing the functions.* but got {type(value).__name__}"
    ):
        namespace(value)


# asarray, floating


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("x", [2, [1, 2], ((1.5,), (2.5,)), np.arange(3), np.float64(0.5)])
def test_asarray_takes_the_place_of_like(library, dtype, x):
    """Numbers, lists and NumPy arrays get library, device and floating dtype of `like`."""
    like = place(np.zeros(1, dtype), library)

    made = asarray(x, like)

    assert namespace(made) is namespace(like)
    assert (made.dtype, made.device) == (like.dtype, like.device)
    assert np.array_equal(to_numpy(made), np.asarray(x))


def test_asarray_keeps_a_dtype_where_like_is_not_floating():
    """An array of whole numbers as `like` does not cut fractions off."""
    assert asarray([0.5], like=np.array([1])).tolist() == [0.5]


def test_asarray_without_like_is_numpy():
    """With nothing to be like, a list becomes a NumPy array, and an array stays itself."""
    x = np.zeros(2)

    assert asarray(x) is x
    assert asarray(x, like=np.ones(1)) is x
    assert asarray([1, 2]).tolist() == [1, 2]


@pytest.mark.parametrize("library", OTHERS)
def test_asarray_goes_both_ways(library):
    """An array of another library becomes one of this, and back, with equal numbers."""
    here = np.linspace(-1.0, 1.0, 5)
    there = place(here, library)

    assert np.array_equal(asarray(there, like=here), here)
    assert namespace(asarray(here, like=there)) is namespace(there)
    assert np.array_equal(to_numpy(asarray(there, like=there)), here)


@pytest.mark.parametrize("library", LIBRARIES)
def test_floating_leaves_floats_and_lifts_the_rest(library):
    """Floats pass as they are; whole numbers, truth values and numbers get the floats' dtype."""
    z = place(np.zeros(2, "float32"), library)
    labels, marks = place(np.array([0, 1]), library), place(np.array([True, False]), library)

    xp, same, y, m, number = floating(z, labels, marks, 2)

    assert same is z
    assert {y.dtype, m.dtype, number.dtype} == {z.dtype}
    assert y.device == z.device == number.device
    assert floating(labels)[1].dtype == xp.float64


def test_floating_numbers_are_float64():
    """A Python number alone becomes a float64 array of no dimension."""
    xp, three = floating(3)

    assert xp is np
    assert (three.dtype, three.shape, float(three)) == (np.float64, (), 3.0)


def test_floating_refuses_complex_numbers():
    """Complex arrays and numbers are refused: maximum and > mean nothing for them."""
    with pytest.raises(TypeError, match="expected real numbers, but got dtype complex128"):
        floating(np.array([1j]))


# to_numpy, from_numpy


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "bool"])
@pytest.mark.parametrize("shape", [(), (3,), (2, 0), (2, 3)])
def test_there_and_back(library, dtype, shape):
    """Shape, dtype and values survive the way to a library and back."""
    x = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)

    back = to_numpy(place(x, library))

    assert type(back) is np.ndarray
    assert (back.dtype, back.shape) == (x.dtype, x.shape)
    assert np.array_equal(back, x)


@pytest.mark.parametrize("library", [name for name in LIBRARIES if name != STRICT])
def test_from_numpy_copies(library):
    """A change of the new array leaves NumPy's alone, and read-only arrays are taken."""
    x = np.zeros(3)
    x.flags.writeable = False

    moved = place(x, library)
    moved += 1.0

    assert x.tolist() == [0, 0, 0]
    assert to_numpy(moved).tolist() == [1, 1, 1]


def test_views_that_run_backwards_are_taken():
    """A reversed view, which PyTorch refuses, is copied into order first."""
    for name in available():
        assert to_numpy(from_numpy(np.arange(3)[::-1], name)).tolist() == [2, 1, 0]


@pytest.mark.needs("array_api_strict")
def test_another_device_of_a_strict_library():
    """An array on another device stays there, and to_numpy fetches it."""
    import array_api_strict

    there = from_numpy([1.0, 2.0], STRICT, device=array_api_strict.Device("device1"))

    assert asarray([3], like=there).device == there.device
    assert floating(there, 3)[2].device == there.device
    assert draw(0, 2, like=there).device == there.device
    assert to_numpy(there).tolist() == [1, 2]


@pytest.mark.needs("torch")
def test_a_tensor_with_gradients_comes_without_them():
    """A tensor that takes part in PyTorch's own graph is read like any other."""
    import torch

    assert to_numpy(torch.ones(2, requires_grad=True) * 2).tolist() == [2, 2]


@pytest.mark.gpu
@pytest.mark.needs("cuda")
def test_a_gpu_is_never_left():
    """On a GPU results stay there; to_numpy alone fetches them."""
    there = from_numpy(np.arange(3.0), "torch", device="cuda")

    assert there.device.type == "cuda"
    assert asarray([1], like=there).device == there.device
    assert floating(there, 1)[2].device == there.device
    assert to_numpy(there).tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: from_numpy([1.0], "jax"), ValueError, "expected one of numpy, .* but got 'jax'"),
        (lambda: from_numpy([1.0], device="cuda"), ValueError, "expected device 'cpu' or None"),
        (lambda: from_numpy(["a"]), ValueError, "expected numbers, but got dtype <U1"),
        (lambda: from_numpy([None]), ValueError, "but got dtype object"),
    ],
    ids=["another name", "numpy on a GPU", "text", "objects"],
)
def test_from_numpy_refuses(call, error, message):
    """A library that is not offered, a device that is not there and non-numbers are refused."""
    with pytest.raises(error, match=message):
        call()


def test_available_names_what_works():
    """NumPy is always there and first, and whatever is named can take an array."""
    names = available()

    assert names[0] == "numpy"
    assert set(names) <= set(backend.BACKENDS)
    for name in names:
        assert to_numpy(from_numpy([1.5], name)).tolist() == [1.5]


# draw


def test_a_draw_is_the_same_everywhere():
    """One seed is one start: every library gets NumPy's numbers, and float32 their roundings."""
    drawn = draw(7, (2, 3))

    assert np.array_equal(drawn, np.random.default_rng(7).standard_normal((2, 3)))
    for name in available():
        like = from_numpy(np.zeros(1), name)
        assert np.array_equal(to_numpy(draw(7, (2, 3), like=like)), drawn)
    narrow = draw(7, (2, 3), like=np.zeros(1, "float32"))
    assert narrow.dtype == np.float32
    assert np.array_equal(narrow, drawn.astype("float32"))


def test_a_generator_moves_on():
    """Draws from one generator differ, and follow NumPy's order."""
    rng, same = np.random.default_rng(3), np.random.default_rng(3)

    first, second = draw(rng, 2), draw(rng, 2)

    assert np.array_equal([*first, *second], same.standard_normal(4))


# Without array-api-compat


def without(module, code):
    """What the code prints in a new process that cannot import the module."""
    blocked = f"import sys; sys.modules[{module!r}] = None\n"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", blocked + textwrap.dedent(code)],
        capture_output=True, text=True, cwd=ROOT, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_numpy_alone_is_enough():
    """Without array-api-compat NumPy works, and the other names are not available."""
    printed = without(
        "array_api_compat",
        """
        import numpy as np
        from autodiff_ref.backend import available, draw, floating, namespace
        assert namespace(np.zeros(1)) is np
        assert floating(1, np.zeros(2))[1].dtype == np.float64
        assert draw(0, 3).shape == (3,)
        try:
            from autodiff_ref.backend import from_numpy
            from_numpy([1.0], "torch")
        except ImportError as error:
            print(error)
        """,
    )

    assert printed == (
        "using the backend 'torch': expected the module array_api_compat, but it is not installed "
        "here; install array-api-compat, or use NumPy arrays (to_numpy)"
    )


@pytest.mark.needs("array_api_strict")
def test_a_library_that_follows_the_standard_needs_no_help():
    """Without array-api-compat an array that brings its own namespace still works."""
    printed = without(
        "array_api_compat",
        """
        import array_api_strict
        from autodiff_ref.backend import floating, to_numpy
        xp, z = floating(array_api_strict.asarray([1, 2]))
        print(xp.__name__, z.dtype, to_numpy(z).tolist())
        """,
    )

    assert printed == "array_api_strict array_api_strict.float64 [1.0, 2.0]"


@pytest.mark.needs("torch")
def test_a_tensor_without_the_module_that_it_needs():
    """A PyTorch tensor without array-api-compat is refused, and the way out is named."""
    printed = without(
        "array_api_compat",
        """
        import torch
        from autodiff_ref.backend import namespace, to_numpy
        print(to_numpy(torch.ones(1)))
        try:
            namespace(torch.ones(1))
        except ImportError as error:
            print(error)
        """,
    )

    assert printed.startswith("[1.]\nusing an array of torch: expected the module array_api_compat")


def test_a_library_that_is_not_installed():
    """A missing library is named, with what to do."""
    printed = without(
        "torch",
        """
        from autodiff_ref.backend import available, from_numpy
        assert "torch" not in available()
        try:
            from_numpy([1.0], "torch")
        except ImportError as error:
            print(error)
        """,
    )

    assert printed.startswith("using the backend 'torch': expected the module ")


def test_nobody_else_imports_the_libraries():
    """Of this package `backend` alone names array_api_compat, torch or cupy in an import."""
    for path in (ROOT / "autodiff_ref").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        found = [
            line
            for line in text.splitlines()
            if line.lstrip().startswith(("import ", "from "))
            and any(name in line for name in ("array_api", "torch", "cupy"))
        ]
        assert bool(found) == (path.name == "backend.py"), path


def test_docstrings_hold():
    """The examples in the docstrings run as printed."""
    results = doctest.testmod(backend)

    assert results.attempted >= 4
    assert results.failed == 0
