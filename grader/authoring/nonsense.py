"""Submissions that are nonsense: every declared name gives the same useless thing.

A suite that gives a point to one of them has a check that cannot fail. May import boundary's
interface. The code is only ever run in a worker.
"""

from __future__ import annotations

from collections.abc import Iterator

from grader.boundary.interface import Class, Interface

VALUES = {
    "None": "None",
    "nan": "float('nan')",
    "inf": "float('inf')",
    "0": "0",
    "1": "1",
    "[]": "[]",
    "''": "''",
    "its own argument": "_first(args)",
    "a wrong shape": "np.zeros((2, 3, 5))",
    "a huge array": "np.ones(1_000_000)",
    "an object": "object()",
}
_HEAD = """
import numpy as np

def _first(args):
    return args[-1] if args else None
"""


def nonsense(interface: Interface) -> Iterator[tuple[str, str]]:
    """(what it is, its code): every name gives a value, and classes that give objects of theirs."""
    for name, value in VALUES.items():
        yield f"everything gives {name}", _module(interface, value, keeps_class=False)
        if interface.classes:
            yield f"every attribute is {name}", _module(interface, value, keeps_class=True)


def _module(interface: Interface, value: str, *, keeps_class: bool) -> str:
    classes = interface.classes.values()
    parts = [_HEAD, *(_class(klass, value, keeps_class=keeps_class) for klass in classes)]
    for function in interface.functions.values():
        result = function.result
        made = type(result) is list and result[0] == "class" and keeps_class
        body = f"{result[1]}(*args)" if made else value
        parts.append(f"def {function.name}(*args, **kwargs):\n    return {body}\n")
    return "\n".join(parts)


def _class(klass: Class, value: str, *, keeps_class: bool) -> str:
    lines = [f"class {klass.name}:", "    def __init__(self, *args, **kwargs):", "        pass"]
    for name, kind in klass.attributes.items():
        lines += ["    @property", f"    def {name}(self):", "        args = (self,)"]
        lines.append(f"        return {value}")
        lines += [f"    @{name}.setter", f"    def {name}(self, value):", "        pass"]
        del kind
    for name, method in klass.methods.items():
        if name == "__init__":
            continue
        result = method.result
        made = type(result) is list and result[0] == "class" and keeps_class
        body = f"{result[1]}()" if made else value
        lines += [f"    def {name}(self, *args, **kwargs):", f"        return {body}"]
    return "\n".join(lines) + "\n"
