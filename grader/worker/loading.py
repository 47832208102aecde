"""Runs a hand-in's cells in one fresh module named `submission`.

A cell that raises stops there and the next one runs; a statement that needs an absent module is
passed over, and what it would have bound says so when it is used. So is one that does what no
hand-in may do here, such as setting a limit of its own. May import the standard library and its
room; holds no budget: whoever starts the process limits it.
"""

from __future__ import annotations

import _sitebuiltins
import asyncio
import builtins
import errno
import importlib.util
import inspect
import io
import linecache
import marshal
import os
import sys
from collections.abc import Callable, Iterable
from types import CodeType, ModuleType
from typing import Any, NoReturn

from .describe import clean_text, describe_error, file_name
from .stacks import bound_stacks
from .standins import Finder, Silent

NAME = "submission"


_NO_SUCH_LIMIT = (
    ("not allowed to raise maximum limit",),
    ("current limit exceeds maximum limit",),
)
"""What `resource.setrlimit` says."""


class AskedForInput(EOFError):
    """The code asks for input, and nobody is there to type."""


class Absent:
    """What stands for a name that a statement would have given that was passed over."""

    _absent_module = "?"  # for a copy that is not initialised yet

    def __init__(self, module: str) -> None:
        self.__dict__["_absent_module"] = module

    def __repr__(self) -> str:
        """Why it is none, so that a printed value explains itself."""
        if not self._absent_module:
            return "<from what is not allowed when grading>"
        return f"<from {self._absent_module}, which is not installed when grading>"


class AbsentModuleError(ModuleNotFoundError):
    """Something of an absent module was used."""


# What the student would see where the module is missing.
AbsentModuleError.__name__ = "ModuleNotFoundError"


def _absent_use(self: Absent, *_: object, **__: object) -> NoReturn:
    module = self._absent_module
    if not module:
        raise PermissionError(errno.EPERM, "Not allowed when grading")
    raise AbsentModuleError(f"No module named {module!r} when grading", name=module)


for _name in (
    *("getattr", "setattr", "delattr", "call", "getitem", "setitem", "delitem", "contains"),
    *("iter", "next", "len", "bool", "hash", "eq", "ne", "lt", "le", "gt", "ge"),
    *("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "or", "and"),
    *("radd", "rsub", "rmul", "rtruediv", "rfloordiv", "rmod", "rpow", "rmatmul", "ror", "rand"),
    *("neg", "pos", "abs", "invert", "float", "int", "complex", "index", "round"),
    *("enter", "exit", "mro_entries", "instancecheck", "subclasscheck", "str", "format"),
    *("array", "await"),
):
    setattr(Absent, f"__{_name}__", _absent_use)


def _ask(prompt: object = "", /) -> NoReturn:
    raise AskedForInput("this asks for input, and nobody is there to type when it is graded")


def prepare(display_modules: Iterable[str]) -> ModuleType:
    """A new, empty module `submission`; the process is made ready to run its cells.

    Display modules become silent stand-ins, `input` raises `AskedForInput`, standard input is
    empty. Names that a notebook always has are there, such as `display`. Code that asks for the
    program (`__main__`, its file, its arguments) finds the hand-in, as if that had been started.
    Changes the process for good: it is for one that runs one hand-in.
    """
    sys.meta_path[:] = [each for each in sys.meta_path if not isinstance(each, Finder)]
    sys.meta_path.insert(0, Finder(display_modules))
    builtins.input = _ask
    vars(builtins).update(_as_in_a_notebook())
    sys.stdin = io.StringIO("")
    bound_stacks()
    module = ModuleType(NAME)
    module.__dict__["__builtins__"] = builtins
    module.__dict__["get_ipython"] = _get_ipython
    module.__file__ = os.path.join(os.getcwd(), f"{NAME}.py")
    sys.argv = [module.__file__]
    sys.modules[NAME] = sys.modules["__main__"] = module
    return module


def remember_source(label: str, source: str) -> None:
    """Keeps a cell's text for tracebacks, and for code that looks at its own source."""
    name = file_name(label)
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)


def _as_in_a_notebook() -> dict[str, Any]:
    """What every notebook has without an import, and where it shows something, silent."""
    ends = {name: _sitebuiltins.Quitter(name, "Ctrl-D") for name in ("exit", "quit")}
    shows = dict.fromkeys(("display", "help", "copyright", "credits", "license"), _show_nothing)
    return {**ends, **shows, "In": [""], "Out": {}, "_": "", "__": "", "___": ""}


def _show_nothing(*_: object, **__: object) -> None:
    pass


def _get_ipython() -> Silent:
    return Silent("get_ipython()")


def run_cell(
    module: ModuleType,
    code: bytes,
    label: str,
    source: str | None,
    *,
    stop: int | None = None,
    before: Callable[[int], None] | None = None,
) -> dict[str, Any]:
    """Runs a compiled cell in `module` and tells how far it came.

    The result is `{"state", "error", "absent", "skipped", "denied", "done", "of"}`: the state is
    `ran`, `raised` or `asked_input`, the error is `describe_error`'s, `absent` are module names,
    `skipped` are the lines of statements passed over for want of them, `denied` those of statements
    passed over because nobody may do that here, `done` of `of` statements were run or passed over.

    Parameters
    ----------
    source:
        The cell's text; None where it is remembered.
    stop:
        Leave out the statements from this number on, counted from 0.
    before:
        Told each statement's number before it runs, so that a killed worker's place is known.
    """
    if source is not None:
        remember_source(label, source)
    run = _Run(module, marshal.loads(code)[:stop], before)
    state, error = "ran", None
    try:
        run.all()
    except AskedForInput as asked:
        state, error = "asked_input", describe_error(asked)
    except BaseException as raised:  # SystemExit and its like end a cell, not the worker
        state, error = "raised", describe_error(raised)
    return {
        "state": state,
        "error": error,
        "absent": run.absent,
        "skipped": run.skipped,
        "denied": run.denied,
        "done": run.done,
        "of": len(run.statements),
    }


class _Run:
    """The run of one cell's statements."""

    def __init__(
        self,
        module: ModuleType,
        statements: list[tuple[CodeType, tuple[str, ...]]],
        before: Callable[[int], None] | None,
    ) -> None:
        self.names = module.__dict__
        self.statements, self.before = statements, before
        self.absent: list[str] = []
        self.skipped: list[int] = []
        self.denied: list[int] = []
        self.done = 0

    def all(self) -> None:
        """Runs every statement; in an event loop where one of them awaits."""
        if any(code.co_flags & inspect.CO_COROUTINE for code, _ in self.statements):
            _finish(self._in_loop())
            return
        for code, bound in self.statements:
            self._begin()
            try:
                exec(code, self.names)
            except (ModuleNotFoundError, OSError, ValueError) as error:
                self._pass_over(error, code, bound)
            self.done += 1

    async def _in_loop(self) -> None:
        for code, bound in self.statements:
            self._begin()
            try:
                answer = eval(code, self.names)
                if code.co_flags & inspect.CO_COROUTINE:
                    await answer
            except (ModuleNotFoundError, OSError, ValueError) as error:
                self._pass_over(error, code, bound)
            self.done += 1

    def _begin(self) -> None:
        if self.before is not None:
            self.before(self.done)

    def _pass_over(self, error: Exception, code: CodeType, bound: tuple[str, ...]) -> None:
        """Binds what the statement would have bound, or raises where nothing is lacking."""
        if _is_denied(error):
            for name in bound:
                self.names.setdefault(name, Absent(""))
            self.denied.append(_line_in(error, code))
            return
        absent = _absent_module(error) if isinstance(error, ModuleNotFoundError) else None
        if absent is None:
            raise error
        for name in bound:
            self.names.setdefault(name, Absent(absent))
        shown = clean_text(absent, 100)
        if shown not in self.absent:
            self.absent.append(shown)
        self.skipped.append(_line_in(error, code))


def _line_in(error: BaseException, code: CodeType) -> int:
    """The line of a statement's code at which the exception passed through it."""
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code is code:
            return traceback.tb_lineno
        traceback = traceback.tb_next
    return code.co_firstlineno


def _is_denied(error: Exception) -> bool:
    """Whether it tried what a worker may not do, and what is a student's own machine's to decide.

    A file that cannot be reached is absent in some deployments and forbidden in others: not that.
    """
    if type(error).__name__ == "URLError" and error.args and error.args[0] is not error:
        reason = error.args[0]
        return isinstance(reason, OSError) and _is_denied(reason)
    if isinstance(error, OSError):
        no_network = type(error).__name__ == "gaierror"
        return no_network or error.errno in (errno.EPERM, errno.ENOSYS)
    return type(error) is ValueError and error.args in _NO_SUCH_LIMIT


def _absent_module(error: ModuleNotFoundError) -> str | None:
    """The module that is really not there; a raised imitation of the error names none."""
    name = error.name
    if type(name) is not str or not name:
        return None
    if isinstance(error, AbsentModuleError):
        return name
    top = name.partition(".")[0]
    try:
        there = name in sys.modules or importlib.util.find_spec(name) is not None
    except (ImportError, AttributeError, ValueError):
        there = False
    return None if there or (top == NAME) else name


def _finish(cell: Any) -> None:
    """Runs a cell that awaits; without a loop where the process may not make one."""
    try:
        runner = asyncio.Runner()
        runner.get_loop()
    except OSError:
        while True:
            try:
                cell.send(None)
            except StopIteration:
                return
    with runner:
        runner.run(cell)
