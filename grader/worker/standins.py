"""Silent stand-ins for modules that only display: plots, tables, progress bars, widgets.

A hand-in that draws must load where nothing can be drawn, and load fast. A stand-in accepts every
call and attribute and gives back another one; it is never a number: calculating with it, ordering
it or converting it raises TypeError. May import the standard library alone; knows no course's
list of modules, that is passed in.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from opcode import opmap
from types import FunctionType, ModuleType
from typing import Any, NoReturn

_PATH_LIMIT = 120
_MOST_AXES = 1000
_STAR_NAMES: dict[str, tuple[str, ...]] = {
    "IPython.display": ("display", "clear_output", "HTML", "Image", "Latex", "Markdown", "Math"),
    "ipywidgets": (
        *("interact", "interactive", "interact_manual", "fixed", "IntSlider", "FloatSlider"),
        *("Dropdown", "Checkbox", "Button", "Output", "HBox", "VBox"),
    ),
    "matplotlib.pyplot": (
        *("plot", "scatter", "hist", "bar", "imshow", "contour", "contourf", "figure", "subplot"),
        *("subplots", "title", "suptitle", "xlabel", "ylabel", "xlim", "ylim", "legend", "grid"),
        *("axis", "colorbar", "savefig", "show", "tight_layout", "close"),
    ),
    "tqdm": ("tqdm", "trange"),
    "tqdm.auto": ("tqdm", "trange"),
    "tqdm.notebook": ("tqdm", "trange"),
}


class Silent:
    """Something to look at, of which nothing is shown. Remembers how it was reached."""

    _path = "stand-in"  # also for a copy that is not initialised yet

    def __init__(self, path: str = "stand-in", *_: object, **__: object) -> None:
        self._path = str(path)[:_PATH_LIMIT]

    def __getattr__(self, name: str) -> Any:
        """Something silent, deeper by one name."""
        if name.startswith("_"):  # hypothesis, copy, NumPy and IPython probe such names
            raise AttributeError(f"{self._path} has no {name} here")
        return Silent(f"{self._path}.{name}")

    def __call__(self, *args: object, **options: object) -> Any:
        """What a program goes on with; a decorated function stays itself."""
        special = _special(self._path)
        if special is not None:
            return special(*args, **options)
        if len(args) == 1 and isinstance(args[0], FunctionType | type):
            return args[0]  # used as a decorator
        return Silent(f"{self._path}()")

    def __getitem__(self, key: object) -> Any:
        """Something silent."""
        return Silent(f"{self._path}[]")

    def __setitem__(self, key: object, value: object) -> None:
        """Takes what is set, and forgets it."""

    def __delitem__(self, key: object) -> None:
        """Nothing is there to delete."""

    def __iter__(self) -> Iterator[Any]:
        """As many as the caller unpacks into; a loop is not entered."""
        return iter([Silent(f"{self._path}[]") for _ in range(_wanted(sys._getframe(1)))])

    def __enter__(self) -> Any:
        """The same thing."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leaves the student's exception alone."""

    def __or__(self, other: object) -> Any:
        """The same thing: `plt.Axes | None` stands in annotations."""
        return self

    __ror__ = __or__

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        """No base at all for a class that names it as one."""
        return ()

    def __instancecheck__(self, value: object) -> bool:
        """Whether the value is silent too."""
        return isinstance(value, Silent)

    def __subclasscheck__(self, value: object) -> bool:
        """No class comes from a stand-in."""
        return False

    def __repr__(self) -> str:
        """How it was reached."""
        return f"<{self._path}: not shown when grading>"

    def __format__(self, spec: str) -> str:
        """The same text, whatever the format asks."""
        return repr(self)


def _refusing(name: str) -> Callable[..., NoReturn]:
    def refuse(self: Silent, *_: object) -> NoReturn:
        raise TypeError(f"{self._path} is only for display when grading: it is not a number")

    refuse.__name__ = refuse.__qualname__ = name
    return refuse


for _operation in (
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "divmod"),
    *("radd", "rsub", "rmul", "rtruediv", "rfloordiv", "rmod", "rpow", "rmatmul", "rdivmod"),
    *("neg", "pos", "abs", "invert", "float", "int", "complex", "index", "round", "len"),
    *("lt", "le", "gt", "ge", "trunc", "floor", "ceil"),
):
    setattr(Silent, f"__{_operation}__", _refusing(f"__{_operation}__"))
# Without this NumPy would calculate with an array that holds the stand-in.
Silent.__array_ufunc__ = None  # type: ignore[attr-defined]


def _wanted(frame: Any) -> int:
    """How many values the statement of `frame` unpacks into, 0 where it does not unpack."""
    code, at = frame.f_code.co_code, frame.f_lasti
    if not 0 <= at < len(code) - 1:
        return 0
    if code[at] == opmap["UNPACK_SEQUENCE"]:
        return int(code[at + 1])
    if code[at] == opmap["UNPACK_EX"]:
        after = code[at - 1] if at >= 2 and code[at - 2] == opmap["EXTENDED_ARG"] else 0
        return int(code[at + 1]) + int(after)
    return 0


class Axes(Silent):
    """What `subplots(rows, columns)` gives: a grid that can be walked through and indexed."""

    shape: tuple[int, ...] = (1,)

    def __init__(self, path: str, shape: tuple[int, ...]) -> None:
        super().__init__(path)
        self.shape = shape

    def _part(self) -> Any:
        return Axes(self._path, self.shape[1:]) if len(self.shape) > 1 else Silent("axes")

    def __len__(self) -> int:
        """The number of rows."""
        return self.shape[0]

    def __iter__(self) -> Iterator[Any]:
        """Row by row."""
        return iter([self._part() for _ in range(self.shape[0])])

    def __getitem__(self, key: Any) -> Any:
        """One of the axes, or a smaller grid."""
        used = key if isinstance(key, tuple) else (key,)
        if any(isinstance(each, slice) for each in used):
            return self
        return self._part() if len(used) < len(self.shape) else Silent("axes")

    @property
    def flat(self) -> Axes:
        """All of them in one row."""
        size = 1
        for length in self.shape:
            size *= length
        return Axes(self._path, (size,))

    def ravel(self, *_: object) -> Axes:
        """All of them in one row."""
        return self.flat

    flatten = ravel


def _axes(nrows: object = 1, ncols: object = 1, *, squeeze: object = True, **_: object) -> Any:
    shape = tuple(n if type(n) is int and 0 < n <= _MOST_AXES else 1 for n in (nrows, ncols))
    if squeeze:
        shape = tuple(n for n in shape if n > 1)
    return Axes("axes", shape) if shape else Silent("axes")


def _figure_and_axes(*args: object, **options: Any) -> tuple[Any, Any]:
    return Silent("matplotlib.figure"), _axes(*args[:2], **options)


class Progress(Silent):
    """A progress bar that shows nothing and gives what it is wrapped around."""

    _of: Iterable[Any] = ()

    def __init__(self, iterable: Iterable[Any] | None = None, *_: object, **__: object) -> None:
        super().__init__("tqdm.tqdm()")
        self._of = () if iterable is None else iterable

    def __iter__(self) -> Iterator[Any]:
        """What it is wrapped around."""
        return iter(self._of)

    def __len__(self) -> int:
        """What it is wrapped around has that many."""
        return len(self._of)  # type: ignore[arg-type]  # raises what a list-less bar raises


def _progress_range(*args: Any, **_: object) -> Progress:
    return Progress(range(*args))


def _tenumerate(iterable: Iterable[Any], start: int = 0, **_: object) -> Iterator[Any]:
    return iter(enumerate(iterable, start))


def _tzip(*iterables: Iterable[Any], **_: object) -> Iterator[Any]:
    return iter(zip(*iterables, strict=False))


_PROGRESS: dict[str, Callable[..., Any]] = {
    "tqdm": Progress,
    "tqdm_notebook": Progress,
    "trange": _progress_range,
    "tnrange": _progress_range,
    "tenumerate": _tenumerate,
    "tzip": _tzip,
}


def _special(path: str) -> Callable[..., Any] | None:
    """The few calls whose result a program goes on to use."""
    root, last = path.partition(".")[0], path.rpartition(".")[2]
    if root == "tqdm":
        return _PROGRESS.get(last)
    if last == "subplots":
        is_module = path in ("matplotlib.pyplot.subplots", "pylab.subplots")
        return _figure_and_axes if is_module else _axes
    return None


class StandIn(ModuleType):
    """A module all of whose public names are silent."""

    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        """Something silent of that name."""
        if name == "__all__" and self.__name__ in _STAR_NAMES:
            return list(_STAR_NAMES[self.__name__])
        if name.startswith("_"):
            raise AttributeError(f"module {self.__name__!r} has no {name} here")
        return Silent(f"{self.__name__}.{name}")

    def __call__(self, *args: object, **options: object) -> Any:
        """What calling the module's namesake gives."""
        return Silent(self.__name__)(*args, **options)


class _SilentLoader(Loader):
    def __init__(self, kind: type[ModuleType]) -> None:
        self.kind = kind

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self.kind(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing runs: the module's names are made when they are asked for."""


class Finder(MetaPathFinder):
    """Finds a stand-in for each listed module and all that is inside it."""

    def __init__(self, display_modules: Iterable[str]) -> None:
        self.display_modules = tuple(display_modules)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """A stand-in's spec where the name is listed; of `google.colab`, `google` is plain."""
        if any(f"{fullname}.".startswith(f"{each}.") for each in self.display_modules):
            return spec_from_loader(fullname, _SilentLoader(StandIn), is_package=True)
        if any(each.startswith(f"{fullname}.") for each in self.display_modules):
            return spec_from_loader(fullname, _SilentLoader(ModuleType), is_package=True)
        return None
