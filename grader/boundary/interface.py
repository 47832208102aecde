"""Reads `interface.py`: the names that a hidden test may touch, and what each gives back.

The file is an annotated stub, read with `ast` and never executed. May import the standard library,
`grader.errors` and the room's kinds; must never import or run a course's code.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import CourseError, suggestion
from grader.worker.kinds import Kind

_SIMPLE = {"Number": "number", "Bool": "bool", "Str": "str", "Opaque": "opaque", "None": "none"}
_LONGEST = 300
"""Characters of what a message quotes."""
_ITEMS = {"Sequence": "sequence", "Mapping": "mapping"}


@dataclass(frozen=True)
class Callable:
    """A declared function or method: its name and the kind of its result."""

    name: str
    result: Kind


@dataclass(frozen=True)
class Class:
    """A declared class: attributes with their kinds, methods and operators."""

    name: str
    attributes: Mapping[str, Kind] = field(default_factory=dict)
    methods: Mapping[str, Callable] = field(default_factory=dict)


@dataclass(frozen=True)
class Interface:
    """Everything that an assignment's tests may touch."""

    classes: Mapping[str, Class]
    functions: Mapping[str, Callable]


def load_interface(path: Path) -> Interface:
    """The interface that a file declares.

    Raises
    ------
    CourseError
        With path and line, when the file is missing or says something that is no declaration.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(path, 0, "a file that can be read as UTF-8", str(error)) from None
    return parse_interface(text, path)


def parse_interface(text: str, path: Path) -> Interface:
    """The interface that a text declares; `path` is for messages only."""
    try:
        return _parsed(text, path)
    except (RecursionError, MemoryError):
        came = "an expression that is too long or nested too deeply for Python"
        raise _wrong(path, 0, "Python declarations", came) from None


def _parsed(text: str, path: Path) -> Interface:
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise _wrong(path, error.lineno or 0, "Python declarations", str(error.msg)) from None
    except ValueError as error:
        raise _wrong(path, 0, "Python declarations", str(error)) from None
    known = {node.name for node in tree.body if isinstance(node, ast.ClassDef)}
    reader = _Reader(path, known)
    classes: dict[str, Class] = {}
    functions: dict[str, Callable] = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            reader.plain(node, node.name in classes or node.name in functions)
        if isinstance(node, ast.ClassDef):
            classes[node.name] = reader.klass(node)
        elif isinstance(node, ast.FunctionDef):
            functions[node.name] = reader.callable(node)
        elif not _is_docstring(node):
            raise _wrong(
                path, node.lineno, "classes and functions with `...` as body", "other code"
            )
    return Interface(classes, functions)


@dataclass(frozen=True)
class _Reader:
    path: Path
    known: set[str]

    def plain(self, node: ast.ClassDef | ast.FunctionDef, known: bool) -> None:
        """Refuses what would be passed over in silence."""
        if known:
            raise _wrong(self.path, node.lineno, "each name once", f"`{node.name}` again")
        for decorator in node.decorator_list:
            what = f"`{ast.unparse(decorator)}`"
            raise _wrong(self.path, decorator.lineno, "no decorator: `name: Kind` is read", what)
        if isinstance(node, ast.ClassDef) and (node.bases or node.keywords):
            bases = ", ".join(map(ast.unparse, [*node.bases, *node.keywords]))
            came = f"`{node.name}({bases})`"
            raise _wrong(self.path, node.lineno, "a class without bases, all its names in it", came)

    def klass(self, node: ast.ClassDef) -> Class:
        attributes: dict[str, Kind] = {}
        methods: dict[str, Callable] = {}
        for item in node.body:
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                attributes[item.target.id] = self.result(item.annotation)
            elif isinstance(item, ast.FunctionDef):
                self.plain(item, item.name in attributes or item.name in methods)
                methods[item.name] = self.callable(item)
            elif not _is_docstring(item):
                raise _wrong(self.path, item.lineno, "`name: Kind` or a method", "other code")
        return Class(node.name, attributes, methods)

    def callable(self, node: ast.FunctionDef) -> Callable:
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        for argument in [*arguments, node.args.vararg, node.args.kwarg]:
            if argument is not None and argument.annotation is not None:
                self.kind(argument.annotation)
        if node.name == "__init__":
            return Callable(node.name, "ignored")
        if node.returns is None:
            raise _wrong(
                self.path, node.lineno, f"the kind that `{node.name}` gives back", "no annotation"
            )
        result = self.result(node.returns)
        return Callable(node.name, "ignored" if result == "none" else result)

    def result(self, node: ast.expr) -> Kind:
        """A kind that comes back: it says of each object which class it is of."""
        kind = self.kind(node)
        if not _tells_classes(kind):
            expected = "at most one class, in one place, among alternatives: objects cross unnamed"
            raise _wrong(self.path, node.lineno, expected, f"`{ast.unparse(node)}`")
        return kind

    def kind(self, node: ast.expr) -> Kind:
        if isinstance(node, ast.Constant) and node.value is None:
            return "none"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            parts = [self.kind(node.left), self.kind(node.right)]
            flat = [each for part in parts for each in (part[1:] if part[0] == "union" else [part])]
            return ["union", *flat]
        if isinstance(node, ast.Name):
            return self._named(node, node.id)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            if node.value.id in _ITEMS:
                return [_ITEMS[node.value.id], self.kind(node.slice)]
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "Array"
        ):
            return self._array(node)
        raise _wrong(self.path, node.lineno, "a kind", f"`{ast.unparse(node)}`")

    def _named(self, node: ast.expr, name: str) -> Kind:
        if name in _SIMPLE:
            return _SIMPLE[name]
        if name == "Array":
            return ["array", None, None]
        if name in self.known:
            return ["class", name]
        near = suggestion(name, [*_SIMPLE, *_ITEMS, "Array", *self.known])
        raise _wrong(self.path, node.lineno, f"a kind ({near})", f"`{name}`")

    def _array(self, node: ast.Call) -> Kind:
        values = [arg.value if isinstance(arg, ast.Constant) else ... for arg in node.args]
        ndim, letters = [*values, None, None][:2]
        right = (
            len(values) <= 2
            and not node.keywords
            and (ndim is None or type(ndim) is int)
            and (letters is None or (isinstance(letters, str) and set(letters) <= set("biufc")))
        )
        if not right:
            raise _wrong(
                self.path,
                node.lineno,
                "Array(ndim, letters of b i u f c)",
                f"`{ast.unparse(node)}`",
            )
        return ["array", ndim, letters]


def _tells_classes(kind: Kind) -> bool:
    if type(kind) is not list or kind[0] in ("class", "array"):
        return True
    if kind[0] == "union":
        places = [_shape_of(each) for each in kind[1:] if _classes(each)]
        shapes = [_shape_of(each) for each in kind[1:]]
        if len(_classes(kind)) > 1 or any(shapes.count(place) > 1 for place in places):
            return False
    return all(_tells_classes(each) for each in kind[1:])


def _shape_of(kind: Kind) -> str:
    return str(kind[0] if type(kind) is list else kind)


def _classes(kind: Kind) -> set[str]:
    """The declared classes named anywhere in a kind."""
    if type(kind) is not list or kind[0] == "array":
        return set()
    if kind[0] == "class":
        return {kind[1]}
    return {name for each in kind[1:] for name in _classes(each)}


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _wrong(path: Path, line: int, expected: str, came: str) -> CourseError:
    return CourseError(
        f"reading the interface {path}" + (f", line {line}" if line else ""),
        expected=expected,
        came=came if len(came) <= _LONGEST else came[:_LONGEST] + "...`",
        todo="mend the declaration; docs/writing-an-assignment.md lists the kinds",
    )
