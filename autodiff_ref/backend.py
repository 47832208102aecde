"""Which library carries an array, and the ways between libraries: NumPy, PyTorch, CuPy.

The matrix code of this package is written to the Python array API standard, so that the same
lines run wherever the array lies. An entry point asks once for the functions:

>>> import numpy as np
>>> z = np.asarray([-1.0, 2.0])
>>> xp = namespace(z)
>>> xp.maximum(z, 0.0)
array([0., 2.])

What goes in decides what comes out: a tensor on a GPU gives a tensor on that GPU, and nothing is
moved behind the caller's back. Random numbers are drawn by NumPy alone (`draw`), since the
standard has none, and so that one seed is one start everywhere.

The only module that may import array_api_compat, PyTorch or CuPy, and each only if it is there:
with NumPy alone everything but the other libraries works. Must never hold mathematics.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

try:
    import array_api_compat as _compat
except ImportError:
    _compat = None  # type: ignore[assignment]  # an optional module, absent

Array = Any
"""An array of any library that follows the standard; the standard has no type of its own."""

Namespace = Any
"""A module with the standard's functions: numpy, array_api_compat.torch, ..."""

BACKENDS = ("numpy", "array_api_strict", "torch", "cupy")
"""The names that `from_numpy` takes, and `available` gives where they are usable."""

_NEEDS_COMPAT = ("torch", "cupy")
_NUMPY = (np.ndarray, np.generic)
_NUMBERS = (int, float, complex)  # bool is an int


def namespace(*arrays: Array) -> Namespace:
    """The functions of the array API standard for these arrays: numpy itself for NumPy's.

    Numbers and None are passed over; with nothing else, numpy. Costs under 1 us: ask once per
    entry point and not per operation.

    Raises TypeError for what is no array and for arrays of two libraries, ImportError for a
    PyTorch or CuPy array where array-api-compat is not installed.
    """
    found: Namespace = None
    first: Array = None
    for array in arrays:
        if isinstance(array, _NUMPY):
            other: Namespace = np
        elif array is None or isinstance(array, _NUMBERS):
            continue
        else:
            other = _namespace_of(array)
        if found is None:
            found, first = other, array
        elif other is not found:
            raise TypeError(
                "choosing the functions for some arrays: expected all of one library, but got "
                f"{_kind(first)} and {_kind(array)}; convert one with asarray(x, like=the_other)"
            )
    return np if found is None else found


def _namespace_of(array: Array) -> Namespace:
    library = type(array).__module__.partition(".")[0]
    if _compat is not None and _compat.is_array_api_obj(array):
        return _compat.array_namespace(array)
    if library in _NEEDS_COMPAT:
        raise ImportError(_missing("array_api_compat", f"an array of {library}"))
    if hasattr(array, "__array_namespace__"):
        return array.__array_namespace__()
    raise TypeError(
        "choosing the functions for some arrays: expected arrays (NumPy, PyTorch, CuPy, or "
        f"another that follows the array API standard), but got {_kind(array)}; "
        "make an array of it first, as in numpy.asarray(x, dtype=float)"
    )


def _kind(value: object) -> str:
    return f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")


def _missing(module: str, purpose: str) -> str:
    project = module.replace("_", "-")
    return (
        f"using {purpose}: expected the module {module}, but it is not installed here; "
        f"install {project}, or use NumPy arrays (to_numpy)"
    )


def asarray(x: Any, like: Array = None) -> Array:
    """X as an array of the library, the device and the floating dtype of `like`.

    x may be a number, nested lists or an array of any library. Where `like` is not floating, x
    keeps its own dtype. With no `like`: a NumPy array. An x that fits already is not copied.
    """
    if like is None:
        return to_numpy(x)
    xp = namespace(like)
    wanted = like.dtype if xp.isdtype(like.dtype, "real floating") else None
    if isinstance(x, (*_NUMPY, list, tuple, int, float)):
        # A private copy: PyTorch would share memory with the caller's array.
        x = np.asarray(x) if xp is np else _copied(x, f"an array for {xp.__name__}")
    elif namespace(x) is not xp:
        x = _copied(to_numpy(x), f"an array for {xp.__name__}")
    return xp.asarray(x, dtype=wanted, device=like.device)


def _copied(x: Any, purpose: str) -> np.ndarray[Any, Any]:
    array = np.array(x, order="C")
    if array.dtype.kind not in "biufc":
        raise ValueError(
            f"making {purpose}: expected numbers, but got dtype {array.dtype}; "
            "check the entries, and that rows have equal lengths"
        )
    return array


def floating(*values: Any) -> tuple[Any, ...]:
    """The namespace of these, then each as a floating array: what every formula begins with.

    Floating arrays pass as they are. Booleans, integers and numbers become the floating dtype of
    the first floating array, on its device, or float64 where there is none.

    >>> xp, z = floating(3)
    >>> z.dtype
    dtype('float64')
    """
    for value in values:
        if not isinstance(value, _NUMPY) or value.dtype.kind != "f":
            break
    else:
        return (np, *values)  # the usual case, at a tenth of the price
    xp = namespace(*values)
    arrays = [v for v in values if hasattr(v, "dtype")]
    floats = [v for v in arrays if xp.isdtype(v.dtype, "real floating")]
    dtype = floats[0].dtype if floats else xp.float64
    device = arrays[0].device if arrays else None
    return (xp, *(v if _is_in(v, floats) else _cast(xp, v, dtype, device) for v in values))


def _is_in(value: Any, among: Sequence[Any]) -> bool:
    return any(value is each for each in among)  # `in` would compare entries


def _cast(xp: Namespace, value: Any, dtype: Any, device: Any) -> Array:
    if hasattr(value, "dtype"):
        if xp.isdtype(value.dtype, "complex floating"):
            raise TypeError(
                "preparing arrays for a formula: expected real numbers, but got dtype "
                f"{value.dtype}; take the real part, if that is meant"
            )
        return xp.astype(value, dtype)
    return xp.asarray(value, dtype=dtype, device=device)


def to_numpy(x: Any) -> np.ndarray[Any, Any]:
    """X as a NumPy array, from any library and any device; numbers and lists too.

    On the CPU it may share memory with x: copy it before writing. A tensor's gradients are left
    behind.
    """
    library = type(x).__module__.partition(".")[0]
    if library == "torch":
        return np.asarray(x.detach().cpu().numpy())
    if library == "cupy":
        return np.asarray(x.get())
    if hasattr(x, "__array_namespace__") and not isinstance(x, _NUMPY):
        home = x.__array_namespace__().__array_namespace_info__().default_device()
        return np.asarray(x.to_device(home))
    return np.asarray(x)


def from_numpy(x: Any, backend: str = "numpy", device: Any = None) -> Array:
    """A copy of x, with x's dtype, as an array of the named library on the named device.

    Parameters
    ----------
    x:
        A NumPy array, a number or nested lists.
    backend:
        One of `BACKENDS`.
    device:
        The library's own name for it: "cuda" or "cuda:1" for torch, 0 for cupy. None is the
        library's default. NumPy has "cpu" alone.
    """
    if backend not in BACKENDS:
        raise ValueError(
            f"moving an array to another library: expected one of {', '.join(BACKENDS)}, but got "
            f"{backend!r}; correct the name"
        )
    values = _copied(x, f"an array for {backend}")
    if backend == "numpy":
        if device not in (None, "cpu"):
            raise ValueError(
                f"moving an array to NumPy: expected device 'cpu' or None, but got {device!r}; "
                "name another backend for another device"
            )
        return values
    library = _library(backend)
    if backend == "cupy" and device is not None:
        with library.cuda.Device(device):
            return library.asarray(values)
    return library.asarray(values, device=device) if device is not None else library.asarray(values)


def _library(backend: str) -> Any:
    for module in ("array_api_compat", backend) if backend in _NEEDS_COMPAT else (backend,):
        if module == "array_api_compat" and _compat is None:
            raise ImportError(_missing(module, f"the backend {backend!r}"))
        try:
            library: ModuleType = importlib.import_module(module)
        except ImportError as error:
            raise ImportError(_missing(module, f"the backend {backend!r}")) from error
    return library


def available() -> tuple[str, ...]:
    """The names out of `BACKENDS` that work here, "numpy" first; found by trying.

    Imports each, which takes seconds for PyTorch. PyTorch counts with a CPU alone; CuPy counts
    only where it finds a GPU.
    """
    return tuple(name for name in BACKENDS if _works(name))


def _works(backend: str) -> bool:
    try:
        from_numpy(np.zeros(1), backend)
    except Exception:
        # CuPy fails in many ways where there is no driver, and each means the same here.
        return False
    return True


def draw(
    seed: int | np.random.Generator, shape: int | tuple[int, ...], like: Array = None
) -> Array:
    """Standard normal numbers of this shape, the same in every library for the same seed.

    Parameters
    ----------
    seed:
        An int; or a NumPy generator, which moves on, for several draws in a row.
    like:
        An array whose library, device and floating dtype the result has; None is NumPy's float64.
    """
    drawn = np.random.default_rng(seed).standard_normal(shape)
    return drawn if like is None else asarray(drawn, like)
