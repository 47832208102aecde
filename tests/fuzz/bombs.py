"""Files of a megabyte or so that cost a careless reader minutes or gigabytes.

May import the standard library alone; must never know who reads what it makes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

from tests.fuzz.damage import Form, archive, json_file, table_file, text_file, toml_file

SIZE = 1 << 20

_REPEATED = {
    "nothing": b"\n", "blanks": b" ", "tabs": b"\t", "zeros": b"\0", "no_text": b"\xff",
    "openings": b"[", "objects": b'{"a":', "quotes": b'"', "single": b"'", "triple": b"'''\n",
    "escapes": b"\\", "digits": b"9", "letters": b"a", "words": b"ab ", "underscores": b"_",
    "numbers": b"1_", "commas": b",", "semicolons": b";", "empty_cells": b'"",', "rows": b"a,b\n",
    "marks": b"# %%\n", "text_marks": b"# %% [markdown]\n# x\n", "conflicts": b"<<<<<<< a\n",
    "comments": b"# x\n", "assigned": b"x = 1\n", "magics": b"%time x\n", "commands": b"x = !ls\n",
    "prompts": b">>> x\n", "decorators": b"@a\n", "indents": b"if 1:\n ", "parentheses": b"(",
    "sums": b"1+", "attributes": b"a.", "tables": b"[a]\n", "arrays": b"[[a]]\n",
    "dotted": b"a.b.c = 1\n", "dotted_key": b"a.", "headers": b"# loses: a,b\n", "keys": b"a:\n",
    "combining": "e\u0301".encode(), "wide": "\U0001f600".encode(), "surrogates": b"\\ud800",
    "questions": b"x?\n", "continued": b"x \\\n", "strings": b"'a' ", "dashes": b"---\n",
    "names": b"a_1_2_b\n", "attempts": b"a_b_attempt_2027-01-15-22-59-00_x.py\n",
    "copies": b" (1)", "hashes": b"#", "percents": b"%", "folders": b"a/",
    "lines_of_yaml": b"  :a: b\n",
}  # fmt: skip


def bombs(form: Form, seed: bytes, size: int = SIZE) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each, alone and behind the beginning of a valid file."""
    for name, unit in _REPEATED.items():
        yield name, unit * (size // len(unit))
    for cut in (len(seed) // 3, len(seed)):
        for name in ("openings", "quotes", "digits", "letters", "nothing", "marks", "underscores"):
            unit = _REPEATED[name]
            yield f"seed_{cut}_{name}", seed[:cut] + unit * (size // len(unit))
    yield "seeds", seed * (size // len(seed))
    for name, make in _OF_FORM.get(form, {}).items():
        yield name, make(size)


def _cells(one: bytes) -> Callable[[int], bytes]:
    def make(size: int) -> bytes:
        count = size // (len(one) + 1)
        return b'{"nbformat":4,"metadata":{},"cells":[' + b",".join([one] * count) + b"]}"

    return make


def _one_line(before: bytes, unit: bytes, after: bytes) -> Callable[[int], bytes]:
    return lambda size: before + unit * (size // len(unit)) + after


def _members(size: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for number in range(size // 100):
            made.writestr(f"{number}/{'a/' * 20}x.py", b"")
    return stream.getvalue()


def _zeros(size: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("ada/net.py", b"\0" * (size * 60))
    return stream.getvalue()


_OF_FORM: dict[Form, dict[str, Callable[[int], bytes]]] = {
    json_file: {
        "many_cells": _cells(b'{"cell_type":"code","metadata":{},"source":"x"}'),
        "no_cells": _cells(b"1"),
        "many_lines": _one_line(b'{"cells":[{"source":[', b'"x\\n",', b'"y"]}]}'),
        "many_keys": lambda size: (
            b"{" + b",".join(b'"k%d":1' % n for n in range(size // 12)) + b"}"
        ),
        "one_key": _one_line(b'{"a":1', b',"a":1', b"}"),
        "one_text": _one_line(b'{"cells":[{"source":"', b"a = 'b'\\n", b'"}]}'),
    },
    toml_file: {
        "items": _one_line(b"assignments = [", b'"toy",', b"]\n"),
        "questions": _one_line(b"", b'[[questions]]\nid = "a"\n', b""),
        "keys": lambda size: b"".join(b"k%d = 1\n" % n for n in range(size // 12)),
        "long_text": _one_line(b'title = "', b"a", b'"\n'),
        "unknown": lambda size: (
            b"[deadlines.due]\n"
            + b"".join(b"k%d = 2027-01-15T23:59:00\n" % n for n in range(size // 40))
        ),
    },
    table_file: {
        "many_rows": lambda size: b"student\n" + b"".join(b"s%d\n" % n for n in range(size // 8)),
        "wrong_rows": _one_line(b"student,assignment\n", b"x,y,z,w\n", b""),
        "one_cell": _one_line(b'student\n"', b"a\n", b'"\n'),
    },
    text_file: {
        "long_mark": _one_line(b"# %% ", b'grade_id="a" ', b"\nx\n"),
        "nested_json": _one_line(b"# %% nbgrader=", b'{"a":', b"\nx\n"),
    },
    archive: {"members": _members, "unpacks_to_much": _zeros},
}
