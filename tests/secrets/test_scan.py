"""The scanner finds what was leaked on purpose, in whatever form, and nothing where nothing is."""

from __future__ import annotations

import base64
import bz2
import codecs
import gzip
import io
import json
import lzma
import py_compile
import sqlite3
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.secrets.scan import STEM, below, found, word

SECRET, OTHER = word("a hidden line"), word("somebody else's")
BYTES = SECRET.encode()
AROUND = b"What stands before it, and is of no interest to anybody. "


def _zip(name: str, data: bytes, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
        archive.comment = comment
    return out.getvalue()


def _tar(name: str, data: bytes, owner: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size, member.uname = len(data), owner
        archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def _png(text: bytes) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(body))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(text))


def _notebook(source: object, **more: object) -> bytes:
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": source}
    return json.dumps({"cells": [{**cell, **more}], "metadata": {}, "nbformat": 4}).encode()


def _written(how: Callable[[str], str]) -> bytes:
    return "".join(map(how, SECRET)).encode()


LEAKS: dict[str, bytes] = {
    "as it is": AROUND + BYTES,
    "in capitals": SECRET.upper().encode(),
    "backwards": BYTES[::-1],
    "rotated": codecs.encode(SECRET, "rot13").encode(),
    "in two bytes a letter": SECRET.encode("utf-16"),
    "hex": BYTES.hex().encode(),
    "hex in the middle": (AROUND + BYTES).hex(" ").encode(),
    "decimal codes": repr(list(BYTES)).encode(),
    "base64": base64.b64encode(AROUND + BYTES + AROUND),
    "base64, one further": base64.b64encode(b"." + AROUND + BYTES + AROUND),
    "base64, two further": base64.b64encode(b".." + AROUND + BYTES + AROUND),
    "base64 for addresses": base64.urlsafe_b64encode(b"\xff\xfe" + BYTES),
    "base64 in lines": base64.encodebytes(AROUND * 5 + BYTES),
    "base64 twice": base64.b64encode(base64.b64encode(AROUND + BYTES)),
    "base32": base64.b32encode(BYTES),
    "letter by letter": ".".join(SECRET).encode(),
    "in lines of a program": f'x = "{SECRET[:14]}"\\\n    "{SECRET[14:]}"'.encode(),
    "in bytes of a program": repr(BYTES[:9]).encode() + b" + " + repr(BYTES[9:]).encode(),
    "escapes of JSON": _written(lambda c: f"\\u{ord(c):04x}"),
    "escapes of Python": _written(lambda c: f"\\x{ord(c):02x}"),
    "escapes of an address": _written(lambda c: f"%{ord(c):02X}"),
    "escapes of HTML": _written(lambda c: f"&#{ord(c)};"),
    "escapes of HTML in hex": _written(lambda c: f"&#x{ord(c):x};"),
    "gzip": gzip.compress(AROUND + BYTES),
    "gzip in the middle": AROUND + gzip.compress(AROUND * 9 + BYTES),
    "bz2": bz2.compress(AROUND + BYTES),
    "xz": lzma.compress(AROUND + BYTES),
    "zlib, fast": zlib.compress(AROUND + BYTES, 1),
    "zlib, cut off": zlib.compress(bytes(range(256)) + BYTES + bytes(range(256)) * 9, 9)[:-9],
    "zlib in base64": base64.b64encode(zlib.compress(AROUND * 4 + BYTES)),
    "a member of a zip": _zip("notes.txt", AROUND * 9 + BYTES),
    "a name in a zip": _zip(f"hidden/{SECRET}.py", b""),
    "a comment of a zip": _zip("a", b"", BYTES),
    "a zip in a zip": _zip("inner.whl", _zip("a", AROUND * 9 + BYTES)),
    "a member of a tar": _tar("notes.txt", BYTES),
    "a name in a tar": _tar(f"{SECRET[:20]}{SECRET[20:]}.txt", b""),
    "an owner in a tar": _tar("a", b"", owner=SECRET[:32]),
    "a picture": _png(BYTES),
    "a picture in a notebook": _notebook(
        "x = 1",
        outputs=[{"data": {"image/png": base64.encodebytes(_png(AROUND * 3 + BYTES)).decode()}}],
    ),
    "a cell": _notebook(f"x = 1\n# {SECRET}"),
    "lines of a cell": _notebook([SECRET[:12] + "\n", SECRET[12:]]),
    "cells of a notebook": json.dumps([{"source": SECRET[:16]}, {"source": SECRET[16:]}]).encode(),
    "an attachment": _notebook("", attachments={f"{SECRET}.png": {"image/png": ""}}),
    "metadata": _notebook("", metadata={SECRET: 1}),
    "keys": json.dumps({SECRET[:16]: {SECRET[16:]: 1}}).encode(),
    "lines of JSON": b'{"a": 1}\n' + json.dumps({"a": [SECRET[:9], SECRET[9:]]}).encode(),
}
"""How a secret was leaked on purpose, to the bytes."""


@pytest.mark.parametrize("how", LEAKS)
def test_each_planted_leak_is_found(how: str) -> None:
    """A secret is found however it was written, and another is not said to be there."""
    assert found({"thing": LEAKS[how]}, [SECRET, OTHER]) == [f"thing: {SECRET}"]


@pytest.mark.parametrize("how", LEAKS)
def test_a_secret_that_nobody_listed_is_found_by_its_stem(how: str) -> None:
    """A planted word that is missing in the list is no way out."""
    assert found({"thing": LEAKS[how]}, [OTHER]) == [f"thing: {STEM}"]


@pytest.mark.parametrize("how", LEAKS)
def test_one_that_is_allowed_hides_no_other(how: str) -> None:
    """A word that may stand there is no finding, and no cover for another one beside it."""
    thing = {"thing": LEAKS[how] + b"\n\n" + OTHER.encode()}

    assert found(thing, [SECRET], allowed=[OTHER]) == [f"thing: {SECRET}"]
    assert found({"thing": AROUND + OTHER.encode()}, [SECRET], allowed=[OTHER]) == []
    cut = AROUND + OTHER.encode() + b" " + BYTES[: len(STEM) + 2]
    assert found({"thing": cut}, [SECRET], allowed=[OTHER]) == [f"thing: {STEM}"]


def test_names_compiled_files_and_databases_are_looked_into(tmp_path: Path) -> None:
    """A file's name, a link's target, constants of compiled code and rows of a table are seen."""
    (tmp_path / "code.py").write_text(f"def f():\n    return {SECRET!r}\n")
    py_compile.compile(str(tmp_path / "code.py"), str(tmp_path / "code.pyc"), doraise=True)
    (tmp_path / "code.py").unlink()
    (tmp_path / SECRET).mkdir()
    (tmp_path / SECRET / "empty").touch()
    (tmp_path / "link").symlink_to(tmp_path / SECRET)
    connection = sqlite3.connect(tmp_path / "rows.db")
    with connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("INSERT INTO t VALUES (?)", (SECRET,))
    connection.close()

    said = found(below(tmp_path), [SECRET, OTHER])

    assert {line.rpartition(": ")[0] for line in said} == {
        "code.pyc", "link", "rows.db", f"{SECRET}/empty",
    }  # fmt: skip


def test_nothing_is_found_where_nothing_is() -> None:
    """Ordinary files, and everything that the scanner's own names hold, are no finding."""
    here = Path(__file__).parent
    texts = below(here.parents[1] / "docs" / "example")
    odd = {"cut": b"\x78\x9c" * 50, "not JSON": b'{"a": [', "not a zip": b"PK\x05\x06" + b"x" * 40}

    assert found({**texts, **odd}, [SECRET]) == []
    assert len(texts) > 10
