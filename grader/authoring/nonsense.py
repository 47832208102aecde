"""Submissions that are nonsense: what a lazy hand-in gives back without having learnt anything.

In some every declared name gives one useless thing. In others each answer has the form that the
model answer's has there, and nothing of its content. A suite that gives a point to one of them has
a check that cannot fail. May import boundary's interface and this room's `hollow`. The code is only
ever run in a worker.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.authoring import hollow
from grader.boundary.interface import Class, Interface

VALUES = {
    "None": "None",
    "nan": "float('nan')",
    "inf": "float('inf')",
    "0": "0",
    "1": "1",
    "[]": "[]",
    "''": "''",
    "its own argument": "args[-1] if args else None",
    "its first argument": "args[0] if args else None",
    "a wrong shape": "np.zeros((2, 3, 5))",
    "a huge array": "np.ones(1_000_000)",
    "an object": "object()",
}


def nonsense(interface: Interface) -> Iterator[tuple[str, str, bool]]:
    """(what it is, its code, whether that follows the model answer) of each nonsense submission.

    Every name gives a value, and classes that give objects of theirs; then the answers of the right
    form, whose code covers the names of a model answer that was run before.
    """
    for name, value in VALUES.items():
        yield f"everything gives {name}", _module(interface, value, keeps_class=False), False
        if interface.classes:
            yield f"every attribute is {name}", _module(interface, value, keeps_class=True), False
    for fill in hollow.FILLS:
        yield f"every answer has the right form, filled with {fill}", _hollow(interface, fill), True


def _module(interface: Interface, value: str, *, keeps_class: bool) -> str:
    classes = interface.classes.values()
    parts = ["import numpy as np\n"]
    parts += [_class(klass, value, keeps_class=keeps_class) for klass in classes]
    for function in interface.functions.values():
        result = function.result
        made = type(result) is list and result[0] == "class" and keeps_class
        body = f"{result[1]}(*args)" if made else value
        parts.append(f"def {function.name}(*args, **kwargs):\n    return {body}\n")
    return "\n".join(parts)


def _class(klass: Class, value: str, *, keeps_class: bool) -> str:
    lines = [f"class {klass.name}:", "    def __init__(self, *args, **kwargs):", "        pass"]
    for name in klass.attributes:
        lines += ["    @property", f"    def {name}(*args):", f"        return {value}"]
        lines += [f"    @{name}.setter", f"    def {name}(self, value):", "        pass"]
    for name, method in klass.methods.items():
        if name == "__init__":
            continue
        result = method.result
        made = type(result) is list and result[0] == "class" and keeps_class
        body = f"{result[1]}()" if made else value
        lines += [f"    def {name}(*args, **kwargs):", f"        return {body}"]
    return "\n".join(lines) + "\n"


def _hollow(interface: Interface, fill: str) -> str:
    """Code behind a model answer; `hollow` gets names of its own, so that it hides none of its."""
    classes = {k.name: (list(k.attributes), list(k.methods)) for k in interface.classes.values()}
    text = Path(hollow.__file__).read_text(encoding="utf-8")
    return (
        f"_hollow = {{'__name__': 'hollow'}}\n"
        f"exec({text!r}, _hollow)\n"
        f"_hollow['cover'](globals(), {classes!r}, {list(interface.functions)!r}, {fill!r})\n"
    )
