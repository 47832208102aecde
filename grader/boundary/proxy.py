"""What a hidden test holds instead of a submission: lazy handles that give plain values.

A handle is opaque. It builds and it is read; it never compares, never is a truth value, and knows
just the names that the interface declares. Everything that decides is a plain value, computed on
this side. May import the standard library, NumPy, `grader.errors` and its room.
"""

from __future__ import annotations

from collections.abc import Callable as Function
from typing import Any

import numpy as np

from grader.boundary.channel import Channel, Remote
from grader.boundary.interface import Callable, Class, Interface
from grader.boundary.steps import Step
from grader.errors import SuiteError, UndeclaredName, suggestion
from grader.worker.kinds import Kind
from grader.worker.program import OPERATORS

_OPERATORS = {f"__{name.strip('_')}__": name for name in OPERATORS}
_WITH_REFLECTION = (
    "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and_", "or_", "xor",
    "lshift", "rshift", "divmod",
)  # fmt: skip
_REFLECTED = {f"__r{name.strip('_')}__": name for name in _WITH_REFLECTION}


class Handle(Remote):
    """An object on the other side. It builds and it is read; it never compares or decides."""

    __slots__ = ()
    __array_ufunc__ = None  # else `array * handle` would be NumPy's work, not the student's
    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<the submission's {type(self).__name__}>"

    def __getattr__(self, name: str) -> Any:
        if name in vars(type(self)) and self._channel.failure is not None:
            # Python asks here after an AttributeError of the submission, which a read raised.
            raise self._channel.failure
        if name.startswith("_"):  # printers and copiers probe for these; nothing crosses
            raise AttributeError(name)
        raise UndeclaredName(f"interface.py does not declare `{name}` for {type(self).__name__}")

    def _refuse(self, *_: object) -> Any:
        raise SuiteError(
            f"the submission's {type(self).__name__} never compares or decides: compare plain "
            "values that you read from it"
        )

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __bool__ = _refuse
    __contains__ = __iter__ = __len__ = __float__ = __int__ = __index__ = __complex__ = _refuse
    __copy__ = __deepcopy__ = __reduce__ = __reduce_ex__ = _refuse


def handle_classes(interface: Interface) -> dict[str, type[Remote]]:
    """The class of handles for each declared class, and under "" that of any other object."""
    named = {name: _handle_class(klass) for name, klass in interface.classes.items()}
    return {"": Handle, **named}


def _handle_class(klass: Class) -> type[Handle]:
    """A class of handles with just the declared names."""
    body: dict[str, Any] = {"__slots__": ()}
    for name, kind in klass.attributes.items():
        body[name] = _attribute(name, kind)
    for name, method in klass.methods.items():
        if name in _OPERATORS:
            body[name] = _operator(_OPERATORS[name], method, reflected=False)
        elif name in _REFLECTED:
            body[name] = _operator(_REFLECTED[name], method, reflected=True)
        elif name != "__init__":
            body[name] = _method(method)
    return type(klass.name, (Handle,), body)


def _attribute(name: str, kind: Kind) -> property:
    def read(self: Handle) -> Any:
        return _result(self._channel, Step("get", name, self._channel.number_of(self)), kind)

    def write(self: Handle, value: object) -> None:
        self._channel.run_later(Step("set", name, self._channel.number_of(self), (value,)))

    return property(read, write)


def _method(method: Callable) -> Function[..., Any]:
    def call(self: Handle, *args: object, **kwargs: object) -> Any:
        on = self._channel.number_of(self)
        step = Step("method", method.name, on, args, tuple(kwargs.items()))
        return _result(self._channel, step, method.result)

    return call


def _operator(name: str, method: Callable, *, reflected: bool) -> Function[..., Any]:
    def apply(self: Handle, *args: object, **kwargs: object) -> Any:
        operands = (*args, self) if reflected else (self, *args)
        step = Step("operator", name, None, operands, tuple(kwargs.items()))
        return _result(self._channel, step, method.result)

    def iterate(self: Handle) -> Any:
        return iter(apply(self))

    return iterate if name == "iter" else apply


def _result(channel: Channel, step: Step, kind: Kind) -> Any:
    """Queues what gives a handle or nothing; reads what gives a value."""
    if kind == "ignored":
        return channel.run_later(step)
    if kind == "opaque":
        return Handle(channel, channel.queue(step, kind))
    if type(kind) is list and kind[0] == "class":
        return channel.classes[kind[1]](channel, channel.queue(step, kind))
    return channel.read(step, kind)


class Submission:
    """The `submission` fixture: the declared names as attributes, and `put`."""

    def __init__(self, channel: Channel, interface: Interface) -> None:
        self._channel, self._interface = channel, interface

    def __getattr__(self, name: str) -> Function[..., Any]:
        if name in self._interface.functions:
            result = self._interface.functions[name].result
        elif name in self._interface.classes:
            result = ["class", name]
        else:
            known = [*self._interface.functions, *self._interface.classes]
            raise UndeclaredName(
                f"interface.py does not declare `{name}` ({suggestion(name, known)})"
            )

        def call(*args: object, **kwargs: object) -> Any:
            step = Step("global", name, None, args, tuple(kwargs.items()))
            return _result(self._channel, step, result)

        return call

    def put(self, array: object) -> Handle:
        """A handle to a copy of an array on the other side, to see whether it is changed.

        What `get` reads of it is the word of the submission's own process, as `same_object` is.
        """
        if type(array) is not np.ndarray:
            raise SuiteError(f"put takes a NumPy array, not a `{type(array).__name__}`")
        step = Step("put", "", None, (array,))
        return _Array(self._channel, self._channel.queue(step, "opaque"))


class _Array(Handle):
    """A handle to an array that `put` sent; `get` reads it back."""

    __slots__ = ()

    def get(self) -> Any:
        """The array as it is now."""
        step = Step("value", "", None, (self,))
        return self._channel.read(step, ["array", None, None])


def same_object(x: Handle, y: Handle) -> bool:
    """Whether two handles stand for one object, as the submission's own process says.

    No plain value stands behind the answer, so a submission that works against it can say yes.
    Where points hang on it, write to one and read from the other instead.
    """
    if not (isinstance(x, Handle) and isinstance(y, Handle)):
        raise SuiteError("same_object compares two objects of the submission")
    return bool(x._channel.read(Step("same", "", None, (x, y)), "bool"))
