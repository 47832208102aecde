"""Files that somebody damaged: valid ones with nodes, lines, cells, members or bytes changed.

Every choice is drawn from a `random.Random`, so hypothesis, atheris and a plain seed all use the
same functions. May import the standard library alone; must never know who reads what it makes.
"""

from __future__ import annotations

import io
import json
import random
import struct
import warnings
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

DEEP = "\ue000deep\ue001"
"""Stands in a tree for something nested too deeply to be built as one."""
HUGE = "\ue000huge\ue001"
"""Stands in a tree for a number of more digits than Python reads."""
# Far from where Python stops, which hangs on who calls: just below it only some steps fail.
DEPTHS = (3, 60, 12_000, 60_000)
DIGITS = (5, 310, 5_000)

TEXTS = (
    "", " ", "x", "a" * 300, "\x00", "\x1b[2J\x1b]0;t\x07", "\ud800", "\udfff\ud800", "\u202eabc",
    "\u0661\u0662", "e\u0301", "\u00e9", "\u2028", "\x85", "\x0c", "..", "../../etc/passwd", "/",
    "C:\\x", "a/b", "con", "=1+1", "'=1+1", "-1", "nan", "inf", "1e999", "0x10", "1_0", "٣", "True",
    "null", "#", "##", "%", "%%", "{}", "[]", '"', "'", "\\", "\r\n", "\n\n", ",", ";", "\t",
    "2027-01-15T23:59:00+01:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
    "2027-02-30", "24:00", "+99:99", "Europe/Berlin", "\ufeff", "ß" * 40, "😀", "__class__",
)  # fmt: skip
SCALARS: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 2, 63, 10_000, 2**31, 2**63, -(2**63) - 1, 2**70, 10**400, 0.0,
    -0.0, 0.5, 1e308, 5e-324, float("nan"), float("inf"), -float("inf"), DEEP, HUGE, [], {}, [[]],
    [None], {"": None}, {"a": {}},
)  # fmt: skip

Draw = random.Random
Form = Callable[[Draw, Sequence[bytes]], bytes]


def damaged(draw: Draw, form: Form, seeds: Sequence[bytes]) -> bytes:
    """One of the files, damaged as its form has it, byte by byte, or both."""
    way = draw.randrange(8)
    data = draw.choice(seeds) if way == 0 else form(draw, seeds)
    return broken(draw, data, seeds) if way < 3 else data


def broken(draw: Draw, data: bytes, seeds: Sequence[bytes]) -> bytes:
    """The bytes with some of them changed, cut, doubled, put in or taken from another file."""
    made = bytearray(data)
    for _ in range(draw.choice((1, 1, 2, 6))):
        at = draw.randrange(len(made)) if made else 0
        way = draw.randrange(7)
        if way == 0 and made:
            made[at] = draw.randrange(256)
        elif way == 1 and made:
            made[at] ^= 1 << draw.randrange(8)
        elif way == 2:
            del made[at : at + draw.choice((1, 2, 9, 100))]
        elif way == 3:
            made[at:at] = made[at : at + draw.choice((1, 16, 400))]
        elif way == 4:
            made[at:at] = draw.choice(TEXTS).encode("utf-8", "surrogatepass")
        elif way == 5:
            other = draw.choice(seeds)
            made[at:] = other[draw.randrange(len(other) + 1) :]
        else:
            made = bytearray(_recoded(draw, bytes(made)))
    return bytes(made)


def _recoded(draw: Draw, data: bytes) -> bytes:
    """The text in another encoding, where it is text; or with other line ends."""
    text = data.decode("utf-8", "surrogateescape")
    way = draw.randrange(5)
    if way == 0:
        return text.encode("utf-16", "surrogatepass")
    if way == 1:
        return text.encode("latin-1", "replace")
    if way == 2:
        return b"\xef\xbb\xbf" + data
    return data.replace(b"\n", b"\r\n" if way == 3 else b"\r")


def json_file(draw: Draw, seeds: Sequence[bytes]) -> bytes:
    """A JSON document of which nodes were dropped, doubled, moved, deepened or made another kind.

    Where a seed is no JSON, its bytes are broken instead.
    """
    try:
        tree = json.loads(draw.choice(seeds))
    except ValueError:
        return broken(draw, draw.choice(seeds), seeds)
    return json_text(draw, bent_some(draw, tree))


def json_lines(draw: Draw, seeds: Sequence[bytes]) -> bytes:
    """Lines of which some are damaged JSON, doubled, dropped, swapped or cut."""
    lines = draw.choice(seeds).split(b"\n")
    return b"\n".join(_shuffled(draw, lines, lambda line: broken(draw, line, seeds)))


def bent_some(draw: Draw, tree: Any) -> Any:
    """The tree with one to four places changed."""
    for _ in range(draw.choice((1, 1, 2, 4))):
        tree = bent(draw, tree)
    return tree


def bent(draw: Draw, tree: Any) -> Any:
    """The tree with one place changed."""
    inner = isinstance(tree, dict | list) and len(tree) > 0
    if not inner or draw.randrange(6) == 0:
        return _other(draw, tree)
    if isinstance(tree, list):
        at = draw.randrange(len(tree))
        return [*tree[:at], *_around(draw, tree[at], tree), *tree[at + 1 :]]
    key = draw.choice(list(tree))
    way = draw.randrange(8)
    if way == 0:
        return {name: value for name, value in tree.items() if name != key}
    if way == 1:
        new = draw.choice((*TEXTS[:20], *tree))
        return {(new if name == key else name): value for name, value in tree.items()}
    if way == 2:
        return {**tree, draw.choice(TEXTS): tree[key]}
    return {**tree, key: bent(draw, tree[key])}


def _around(draw: Draw, item: Any, siblings: list[Any]) -> list[Any]:
    """What stands in the place of an item of a list."""
    way = draw.randrange(8)
    if way == 0:
        return []
    if way == 1:
        return [item, item]
    if way == 2:
        return [item, draw.choice(siblings)]
    if way == 3:
        return [_other(draw, item), item]
    return [bent(draw, item)]


def _other(draw: Draw, node: Any) -> Any:
    """Another thing in the place of a node: another kind, the node deeper, or spread out."""
    way = draw.randrange(6)
    if way == 0:
        return [node]
    if way == 1:
        return {"a": node}
    if way == 2:
        return str(node)[:200]
    if way == 3:
        return draw.choice(TEXTS)
    if isinstance(node, str) and way == 4 and node:
        at = draw.randrange(len(node))
        return node[:at] + draw.choice(TEXTS) + node[at + draw.randrange(3) :]
    return draw.choice(SCALARS)


def json_text(draw: Draw, tree: Any) -> bytes:
    """The tree as JSON, in one of the ways in which programs write it."""
    indent = draw.choice((None, 1))
    text = json.dumps(tree, ensure_ascii=draw.randrange(2) == 0, indent=indent)
    return _spelled(draw, text).encode("utf-8", "surrogatepass")


def _spelled(draw: Draw, text: str) -> str:
    """The text with what cannot be built written in the places that stand for it."""
    depth, digits = draw.choice(DEPTHS), draw.choice(DIGITS)
    opening, closing = draw.choice((("[", "]"), ('{"a":', "}")))
    deep = opening * depth + "1" + closing * draw.choice((depth, depth, 0))
    for place, put in ((DEEP, deep), (HUGE, "9" * digits)):
        for written in (json.dumps(place), json.dumps(place, ensure_ascii=False), place):
            text = text.replace(written, put, 2)
    return text


TOML_VALUES = (
    '""', '"x"', '"\\u001b[2J"', '"\\U0010FFFF"', "'''\n'''", "true", "0", "-1", "1.5", "nan",
    "inf", "-inf", "1e400", "0x" + "f" * 4000, "9" * 5000, "9" * 400, "0o7", "1_000", "1979-05-27",
    "07:32:00", "1979-05-27T07:32:00Z", "0001-01-01T00:00:00", "9999-12-31T23:59:59.999999",
    "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "2027-03-28T02:30:00",
    "2027-10-31T02:30:00", "[]", "{}", "[[]]", "[1, 'a', []]", "{a = 1}", '["a", "a"]', "[{}]",
    '["../x"]', "[" * 60 + "]" * 60, "[" * 3000 + "]" * 3000, "{a=" * 3000 + "1" + "}" * 3000,
    '"' + "a" * 5000 + '"', "2", "100", "10000", "365", '"per_day"', '"grace_days"', '"none"',
    '"auto"', '"manual"', '"Europe/Berlin"', '"Europe"', '"/etc/localtime"', '"../x"', '"\\u0000"',
)  # fmt: skip


def toml_file(draw: Draw, seeds: Sequence[bytes]) -> bytes:
    """A TOML file of which lines, keys, headings or values are others."""
    lines = draw.choice(seeds).decode("utf-8", "surrogateescape").split("\n")
    every = b"\n".join(seeds).decode("utf-8", "surrogateescape").split("\n")

    def other(line: str) -> str:
        key, equals, value = line.partition(" = ")
        way = draw.randrange(6)
        if equals and way < 3:
            return f"{key} = {draw.choice(TOML_VALUES)}"
        if equals and way == 3:
            name = draw.choice((*every, "x", '"\\u001b[0m"', "a.b.c", "root", "id", '""'))
            return f"{name.partition(' = ')[0]} = {value}"
        if line.startswith("["):
            names = ("[", "[[", "[[[")
            return draw.choice(names) + line.strip("[]") + draw.choice(("]", "]]", ""))
        return draw.choice(every)

    made = _shuffled(draw, lines, other)
    return "\n".join(made).encode("utf-8", "surrogatepass")


CELLS = (*TEXTS, "9" * 5000, "1" * 20, "1.5", "1,5", "25%", "2 d", "12 h", "x", "✓", "withdraw",
         "enrolled", "dropped", '""', '"a""b"', '"a', 'a"b', '"a\nb"', "1E+10")  # fmt: skip


def table_file(draw: Draw, seeds: Sequence[bytes]) -> bytes:
    """A CSV file of which rows or cells are others, or are parted otherwise."""
    lines = draw.choice(seeds).decode("utf-8", "surrogateescape").split("\n")
    delimiter = max(",;\t", key=lines[0].count)
    every = [cell for line in lines for cell in line.split(delimiter)]

    def other(line: str) -> str:
        cells = line.split(delimiter)
        for _ in range(draw.choice((1, 1, 3))):
            at = draw.randrange(len(cells)) if cells else 0
            new = draw.choice(CELLS if draw.randrange(3) else every)
            way = draw.randrange(5)
            if way == 0:
                cells[at:at] = [new]
            elif way == 1:
                del cells[at : at + 1]
            else:
                cells[at : at + 1] = [new]
        return draw.choice((delimiter,) * 6 + (",", ";", "\t")).join(cells)

    return "\n".join(_shuffled(draw, lines, other)).encode("utf-8", "surrogatepass")


LINES = (
    "# %%", "# %% [markdown]", '# %% grade_id="a"', "# In[3]:", "# ---", "### BEGIN SOLUTION",
    "### END SOLUTION", '"""', "'''", "x = '''", "%matplotlib inline", "!ls", "%%bash", "%%time",
    "x = !ls", "x?", ">>> 1", "def f(:", "    pass", "\\", "(", ")", "class A(B): ...", "x: Number",
    "def f(x) -> " + "Sequence[" * 80 + "Number" + "]" * 80 + ": ...", "x = " + "(" * 300,
    "x = " + "-" * 4000 + "1", "x = " + "a." * 3000 + "b", "x = " + "1 + " * 3000 + "1", "\t x",
    "def f(x: Array(2, 'f')) -> A | B | None: ...", "# loses: one, one", "# hint:",
    "# why: \x1b[0m",
    "<<<<<<< HEAD", "=======", ">>>>>>> x", "x = 0x" + "f" * 5000, "x = " + "9" * 5000, "import os",
    "x = '\\N{BULLET}'", "x = b'\xe9'", "# coding: utf-7", "# -*- coding: idna -*-", "\x0c", "…",
)  # fmt: skip


def text_file(draw: Draw, seeds: Sequence[bytes]) -> bytes:
    """A text of which lines are others, moved, doubled, joined or indented."""
    lines = draw.choice(seeds).decode("utf-8", "surrogateescape").split("\n")
    every = b"\n".join(seeds).decode("utf-8", "surrogateescape").split("\n")

    def other(line: str) -> str:
        way = draw.randrange(7)
        if way == 0:
            return draw.choice(LINES)
        if way == 1:
            return draw.choice(every)
        if way == 2:
            return "    " + line
        if way == 3 and line:
            at = draw.randrange(len(line))
            return line[:at] + draw.choice(TEXTS) + line[at + draw.randrange(3) :]
        if way == 4:
            return line + "\n" + draw.choice(LINES)
        if way == 5:
            words = line.split(" ")
            words[draw.randrange(len(words))] = draw.choice((*TEXTS, *line.split(" ")))
            return " ".join(words)
        return line.replace(draw.choice(".:()=,'\""), draw.choice(".:()=,'\"|["))

    return "\n".join(_shuffled(draw, lines, other)).encode("utf-8", "surrogatepass")


def _shuffled(draw: Draw, lines: Sequence[Any], other: Callable[[Any], Any]) -> list[Any]:
    """The lines with up to four of them changed, dropped, doubled or swapped."""
    made = list(lines)
    for _ in range(draw.choice((1, 1, 2, 4))):
        at = draw.randrange(len(made)) if made else 0
        way = draw.randrange(7)
        if not made or way == 0:
            made[at:at] = [other(lines[draw.randrange(len(lines))])]
        elif way == 1:
            del made[at]
        elif way == 2:
            made[at:at] = [made[draw.randrange(len(made))]] * draw.choice((1, 1, 1, 50))
        else:
            made[at] = other(made[at])
    return made


def archive(draw: Draw, seeds: Sequence[bytes]) -> bytes:
    """A zip archive of odd members, or one whose headers say other numbers."""
    if draw.randrange(2):
        return _lying(draw, draw.choice(seeds))
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w") as made:
        warnings.simplefilter("ignore")  # of a name that is there twice
        for _ in range(draw.randrange(5)):
            name = "/".join(
                draw.choice((*TEXTS, "ada_1_2_net.py", "x.py", "net.ipynb"))
                for _ in range(draw.choice((1, 1, 2, 3)))
            )
            name = name.encode("utf-8", "replace").decode()
            member = zipfile.ZipInfo("x")
            member.filename = name or "y"
            member.external_attr = draw.choice((0, 0, 0, 0o120777, 0o100644, 0o020000)) << 16
            member.compress_type = draw.choice((0, 8, 8, 12, 14))
            member.extra = draw.choice(
                (b"", b"", b"\x75\x70\x09\x00\x01abcdzz", b"\x01", b"ab\xff")
            )
            made.writestr(member, draw.choice((b"", b"x = 1\n", b"\0" * 5000)))
    return stream.getvalue()


def _lying(draw: Draw, data: bytes) -> bytes:
    """The archive with a few numbers of its headers changed."""
    made = bytearray(data)
    for _ in range(draw.choice((1, 2, 3))):
        places = _all_of(made, b"PK\x03\x04") + _all_of(made, b"PK\x01\x02")
        places += _all_of(made, b"PK\x05\x06")
        if not places:
            break
        at = draw.choice(places) + draw.choice((4, 6, 8, 10, 14, 16, 18, 20, 22, 24, 26, 28, 42))
        value = draw.choice((0, 1, 8, 99, 0xFF, 0x800, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF))
        width = draw.choice(("<H", "<I"))
        most = (1 << 8 * struct.calcsize(width)) - 1
        struct.pack_into(width, made, min(at, len(made) - 4), value & most)
    return bytes(made)


def _all_of(data: bytearray, what: bytes) -> list[int]:
    """Every place where the bytes stand."""
    found, at = [], data.find(what)
    while at >= 0:
        found.append(at)
        at = data.find(what, at + 1)
    return found
