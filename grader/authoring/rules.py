"""What a mutant changes: one rule for each kind of small mistake, in one table.

A rule looks at one place of a syntax tree and gives the changes that can be made there. It never
writes a position into its words, so that a change keeps its name wherever it stands. May import the
standard library and `.places`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from grader.authoring.places import (
    Change,
    Place,
    bindings,
    called,
    integer,
    is_bound,
    is_numpy,
    is_text,
    is_transpose,
    owner,
    parameters,
)

Rule = Callable[[Place], Iterator[Change]]

SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**", ast.MatMult: "@",
    ast.FloorDiv: "//", ast.Mod: "%", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is", ast.IsNot: "is not", ast.In: "in",
    ast.NotIn: "not in", ast.And: "and", ast.Or: "or",
}  # fmt: skip
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult, ast.FloorDiv: ast.Div, ast.Mod: ast.FloorDiv,
}  # fmt: skip
ORDERED = (ast.Sub, ast.Div, ast.Pow, ast.MatMult, ast.FloorDiv, ast.Mod)
COMPARED: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
NOT_SWAPPED = {
    "isinstance", "issubclass", "getattr", "setattr", "hasattr", "max", "min", "maximum", "minimum",
    "add", "multiply", "isclose", "allclose", "array_equal", "logical_and", "logical_or",
}  # fmt: skip
"""Functions whose arguments commute, or which raise at once when they are swapped."""
COPIERS = {"copy", "deepcopy", "array", "list", "dict", "set"}


def changes(place: Place) -> Iterator[Change]:
    """Every change that some rule makes at a place."""
    for rule in RULES:
        yield from rule(place)


def _arithmetic(place: Place) -> Iterator[Change]:
    node = place.node
    if not isinstance(node, ast.BinOp) or is_text(node.left):
        return
    kind, sign = type(node.op), SIGNS.get(type(node.op), "")
    if kind in ARITHMETIC:
        other = ARITHMETIC[kind]
        what = f"{sign} → {SIGNS[other]}"
        yield Change(node, ast.BinOp(node.left, other(), node.right), what)
    if isinstance(node.op, ORDERED):
        what = f"operands of {sign} swapped"
        yield Change(node, ast.BinOp(node.right, node.op, node.left), what)
    if isinstance(node.op, ast.MatMult):
        for side, operand in (("left", node.left), ("right", node.right)):
            if not is_transpose(operand):
                yield Change(operand, _attribute(operand, "T"), f"{side} of @ transposed")


def _augmented(place: Place) -> Iterator[Change]:
    node = place.node
    if not isinstance(node, ast.AugAssign):
        return
    kind, sign = type(node.op), SIGNS.get(type(node.op), "?")
    if kind in ARITHMETIC:
        other = ARITHMETIC[kind]
        what = f"{sign}= → {SIGNS[other]}="
        yield Change(node, ast.AugAssign(node.target, other(), node.value), what)
    yield Change(node, ast.Assign([node.target], node.value), f"{sign}= → =")
    yield Change(node, ast.Pass(), f"{sign}= dropped")


def _compared(place: Place) -> Iterator[Change]:
    node = place.node
    if not isinstance(node, ast.Compare):
        return
    for i, op in enumerate(node.ops):
        for other in COMPARED[type(op)]:
            ops = [*node.ops[:i], other(), *node.ops[i + 1 :]]
            what = f"{SIGNS[type(op)]} → {SIGNS[other]}"
            yield Change(node, ast.Compare(node.left, ops, node.comparators), what)


def _constant(place: Place) -> Iterator[Change]:
    node = place.node
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    new: list[ast.expr] = []
    if isinstance(value, bool):
        new = [ast.Constant(not value)]
    elif isinstance(value, int):
        new = [ast.Constant(n) for n in ({0: (1,), 1: (0, 2)}.get(value, (value + 1,)))]
    elif isinstance(value, float):
        new = [ast.Constant(value * 1.1 if value else 1.0)]
        if value and not (place.above and isinstance(place.above.node, ast.UnaryOp)):
            new.append(_negative(node))
    for each in new:
        yield Change(node, each, f"{value!r} → {ast.unparse(each)}")


def _axis(place: Place) -> Iterator[Change]:
    call = place.node
    if not isinstance(call, ast.Call):
        return
    for keyword in call.keywords:
        if keyword.arg not in {"axis", "keepdims"}:
            continue
        others = [each for each in call.keywords if each is not keyword]
        yield Change(call, ast.Call(call.func, call.args, others), f"{keyword.arg} dropped")
        number = integer(keyword.value)
        if keyword.arg == "axis" and number is not None:
            new = {0: 1, 1: 0, -1: 0}.get(number, number - 1)
            value = ast.Constant(new) if new >= 0 else _negative(ast.Constant(-new))
            yield Change(keyword.value, value, f"axis={number} → axis={new}")


def _transposed(place: Place) -> Iterator[Change]:
    node = place.node
    if isinstance(node, ast.Attribute) and node.attr == "T" and isinstance(node.ctx, ast.Load):
        yield Change(node, node.value, ".T dropped")
    elif isinstance(node, ast.Call) and called(node) == "transpose":
        inner = node.args[0] if is_numpy(node.func) and node.args else owner(node)
        if inner is not None:
            yield Change(node, inner, "transpose dropped")


def _sign(place: Place) -> Iterator[Change]:
    node = place.node
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield Change(node, node.operand, "minus dropped")
    made = (ast.BinOp, ast.Name, ast.Attribute, ast.Call, ast.Subscript)
    if isinstance(node, ast.Return) and isinstance(node.value, made):
        yield Change(node.value, _negative(node.value), "minus before what is returned")
    kept = node.value if isinstance(node, ast.Assign) else None
    if isinstance(kept, ast.BinOp) and not is_text(kept.left):
        yield Change(kept, _negative(kept), "minus before what is kept")


def _off_by_one(place: Place) -> Iterator[Change]:
    node = place.node
    if isinstance(node, ast.Call) and called(node) == "range":
        if len(node.args) == 1:
            later = ast.Call(node.func, [ast.Constant(1), *node.args], [])
            yield Change(node, later, "range begins later")
        elif node.args:
            yield Change(node.args[0], _plus(node.args[0], ast.Add()), "range begins later")
        if node.args and not isinstance(node.args[0], ast.Starred):
            last = node.args[min(1, len(node.args) - 1)]
            yield Change(last, _plus(last, ast.Sub()), "range ends earlier")
    elif isinstance(node, ast.Slice):
        if node.lower is not None:
            yield Change(node.lower, _plus(node.lower, ast.Add()), "slice begins later")
        if node.upper is not None:
            yield Change(node.upper, _plus(node.upper, ast.Sub()), "slice ends earlier")
        if node.step is not None:
            yield Change(node, ast.Slice(node.lower, node.upper), "step of the slice dropped")


def _logical(place: Place) -> Iterator[Change]:
    node = place.node
    if isinstance(node, ast.BoolOp):
        sign = SIGNS[type(node.op)]
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield Change(node, ast.BoolOp(other, node.values), f"{sign} → {SIGNS[type(other)]}")
        for i in range(len(node.values)):
            left = [*node.values[:i], *node.values[i + 1 :]]
            new = left[0] if len(left) == 1 else ast.BoolOp(node.op, left)
            yield Change(node, new, f"operand {i + 1} of {sign} dropped")
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield Change(node, node.operand, "not dropped")
    elif isinstance(node, ast.If | ast.While | ast.IfExp):
        plain = not isinstance(node.test, ast.Compare | ast.BoolOp | ast.UnaryOp | ast.Constant)
        if plain or (isinstance(node.test, ast.Compare) and len(node.test.ops) > 1):
            yield Change(node.test, ast.UnaryOp(ast.Not(), node.test), "condition negated")


def _swapped(place: Place) -> Iterator[Change]:
    node = place.node
    if isinstance(node, ast.Call) and called(node) not in NOT_SWAPPED:
        plain = [not isinstance(arg, ast.Starred) for arg in node.args]
        for i in range(len(node.args) - 1):
            if all(plain[: i + 2]):
                new = ast.Call(node.func, _turned(node.args, i), node.keywords)
                yield Change(node, new, f"arguments {i + 1} and {i + 2} swapped")
    if isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
        for i in range(len(node.value.elts) - 1):
            turned = ast.Tuple(_turned(node.value.elts, i), ast.Load())
            yield Change(node.value, turned, f"results {i + 1} and {i + 2} swapped")


def _dropped(place: Place) -> Iterator[Change]:
    node = place.node
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield Change(node, ast.Pass(), "call dropped")
    elif isinstance(node, ast.Raise):
        yield Change(node, ast.Pass(), "raise dropped")
    elif isinstance(node, ast.Break | ast.Continue):
        word = "break" if isinstance(node, ast.Break) else "continue"
        yield Change(node, ast.Pass(), f"{word} dropped")
    elif isinstance(node, ast.Assign) and all(is_bound(each, place) for each in node.targets):
        yield Change(node, ast.Pass(), "assignment dropped")


def _other_local(place: Place) -> Iterator[Change]:
    node, function = place.node, place.function
    if not isinstance(node, ast.Return) or not isinstance(node.value, ast.Name) or function is None:
        return
    before = [name for name, line in bindings(function) if line < node.lineno]
    given = [name for name in parameters(function) if name not in {"self", "cls"}]
    others = [name for name in [*given, *before] if name != node.value.id]
    if others:
        new = ast.Name(others[-1], ast.Load())
        yield Change(node.value, new, f"returns {others[-1]}")


def _copied(place: Place) -> Iterator[Change]:
    node = place.node
    if isinstance(node, ast.Call) and called(node) in COPIERS and not node.keywords:
        inner = node.args[0] if len(node.args) == 1 else owner(node) if not node.args else None
        if isinstance(inner, ast.Name | ast.Attribute | ast.Subscript):
            yield Change(node, inner, "copy dropped")
    elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        part = node.slice
        whole = not (part.lower or part.upper or part.step)
        if whole and isinstance(node.ctx, ast.Load):
            yield Change(node, node.value, "copy dropped")


def _in_place(place: Place) -> Iterator[Change]:
    node, function = place.node, place.function
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.BinOp) or not function:
        return
    target, left = node.targets[0], node.value.left
    if not isinstance(target, ast.Name) or ast.unparse(left) != target.id:
        return
    if target.id in parameters(function):  # else no caller sees it
        new = ast.AugAssign(target, node.value.op, node.value.right)
        yield Change(node, new, "done in place")


def _order(place: Place) -> Iterator[Change]:
    node = place.node
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
        if called(node) == "reversed":
            yield Change(node, node.args[0], "reversed dropped")
        elif called(node) == "sorted":
            plain = ast.Call(ast.Name("list", ast.Load()), node.args, [])
            yield Change(node, plain, "sorted dropped")


RULES: tuple[Rule, ...] = (
    _arithmetic, _augmented, _compared, _constant, _axis, _transposed, _sign, _off_by_one,
    _logical, _swapped, _dropped, _other_local, _copied, _in_place, _order,
)  # fmt: skip


def _attribute(node: ast.expr, name: str) -> ast.Attribute:
    return ast.Attribute(node, name, ast.Load())


def _negative(node: ast.expr) -> ast.UnaryOp:
    return ast.UnaryOp(ast.USub(), node)


def _plus(node: ast.expr, op: ast.operator) -> ast.BinOp:
    return ast.BinOp(node, op, ast.Constant(1))


def _turned(items: list[ast.expr], i: int) -> list[ast.expr]:
    return [*items[:i], items[i + 1], items[i], *items[i + 2 :]]
