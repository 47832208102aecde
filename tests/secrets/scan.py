"""Looks for planted words in bytes, in every form in which a program might have put them there.

A word is letters and digits that begin with `STEM`. What is looked at is first taken apart: streams
of zlib, gzip, bz2 and xz anywhere in it, members of zip archives, JSON with its strings one by one
and joined, long runs of base64 and hex, escapes of HTML, addresses, JSON and Python. In each layer
blanks, quotes and signs are dropped, so that no line break or comma splits a word. Imports the
standard library alone: it shares nothing with what it checks.
"""

from __future__ import annotations

import base64
import binascii
import bz2
import codecs
import contextlib
import hashlib
import html
import io
import json
import lzma
import re
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

STEM = "zqkvxjwqpz"
"""How every planted word begins: long enough to be known again from the middle of base64."""
_DEPTH = 5
_MOST_BYTES = 64 << 20
_STEP = 16
_COMPRESSED: tuple[tuple[bytes, Callable[[], Any]], ...] = (
    (b"\x1f\x8b\x08", lambda: zlib.decompressobj(31)),
    (b"\x78\x01", zlib.decompressobj),
    (b"\x78\x5e", zlib.decompressobj),
    (b"\x78\x9c", zlib.decompressobj),
    (b"\x78\xda", zlib.decompressobj),
    (b"BZh", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", lzma.LZMADecompressor),
)
_NO_WORD = re.compile(r"[^A-Za-z0-9]+")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{24,}={0,2}")
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}){16,}")
_PREFIX = re.compile(r"\b[bBrRuUfF]{1,2}(?=[\"'])")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U000([0-9A-Fa-f]{5})|([0-7]{3})|.)")
_BREAKS = re.compile(rb"\\r|\\n|\s")


def word(place: str) -> str:
    """The word that is planted in one place: the stem, the place in letters, and a digest."""
    letters = re.sub("[^a-z0-9]", "", place.lower())
    return f"{STEM}{letters}{hashlib.sha256(place.encode()).hexdigest()[:8]}"


def found(
    things: Mapping[str, bytes], words: Iterable[str], *, allowed: Iterable[str] = ()
) -> list[str]:
    """One line for each thing and each word that it holds, in its bytes or in its name.

    A planted word that is in neither list, or a part of one, stands as the stem.
    """
    known, free = list(words), [form for each in allowed for form in _forms(each)]
    lines = []
    for name, data in things.items():
        held: set[str] = set()
        for layer in (name.encode(), *layers(data)):
            held |= _held(layer, known, free)
        if len(held) > 1:
            held.discard(STEM)
        lines += [f"{name}: {each}" for each in sorted(held)]
    return lines


def _held(layer: bytes, known: list[str], free: list[str]) -> set[str]:
    views = _views(layer)
    stem = _forms(STEM)
    if not _any(stem, views):
        return set()
    for form in free:
        views = [view.replace(form, "") for view in views]
    if not _any(stem, views):
        return set()
    return {each for each in known if _any(_forms(each), views)} or {STEM}


def _any(forms: Iterable[str], views: list[str]) -> bool:
    return any(form in view for form in forms for view in views)


def _forms(text: str) -> set[str]:
    """The text as it stands, backwards, rotated, in base64 at each offset, in hex and decimal."""
    plain = text.encode()
    found = {text, text[::-1], codecs.encode(text, "rot13")}
    found |= {plain.hex(), plain[::-1].hex(), "".join(map(str, plain))}
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + plain).decode()
        # The first and last characters hold bits of the neighbours, too.
        found.add(encoded[-(-offset * 4 // 3) : len(encoded) - 4])
    return found | {base64.b32encode(plain).decode().rstrip("=").lower()[:-1]}


def _views(data: bytes) -> list[str]:
    """The data as text without anything but letters and digits, in several readings."""
    text = data.decode("utf-8", "replace")
    read = [data.decode("latin-1"), html.unescape(urllib.parse.unquote(text))]
    read.append(_ESCAPE.sub(_unescaped, text))
    views = [_NO_WORD.sub("", _PREFIX.sub("", each)) for each in dict.fromkeys(read)]
    return [*views, *(each.lower() for each in views)]


def _unescaped(escape: re.Match[str]) -> str:
    """The letter that an escape of Python or JSON stands for; nothing for a line break."""
    short, middle, long, octal = escape.groups()
    if octal:
        return chr(int(octal, 8))
    code = short or middle or long
    return chr(min(int(code, 16), 0x10FFFF)) if code else ""


def layers(data: bytes, depth: int = 0) -> Iterator[bytes]:
    """The data, and everything that can be taken out of it, to some depth."""
    yield data
    if depth >= _DEPTH:
        return
    inner = [*_members(data), *_streams(data), *_from_json(data), *_decoded(data)]
    for each in dict.fromkeys(inner):
        if len(each) >= len(STEM) and each != data:
            yield from layers(each, depth + 1)


def _members(data: bytes) -> Iterator[bytes]:
    """Of a zip archive: what its members and its comments hold."""
    if b"PK\x05\x06" not in data:
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield archive.comment
            for member in archive.infolist():
                yield member.filename.encode() + b"\n" + member.comment + member.extra
                yield archive.open(member).read(_MOST_BYTES)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, EOFError):
        return


def _streams(data: bytes) -> Iterator[bytes]:
    """What compressed streams that begin anywhere in the data hold, whole or as far as they go."""
    for magic, opened in _COMPRESSED:
        at = data.find(magic)
        while at >= 0:
            stream, out = opened(), b""
            # Step by step, for what comes before a damage would be lost with it.
            with contextlib.suppress(zlib.error, OSError, EOFError, lzma.LZMAError):
                for start in range(at, len(data), _STEP):
                    out += stream.decompress(data[start : start + _STEP])
                    if stream.eof or len(out) > _MOST_BYTES:
                        break
            if out:
                yield out
            at = data.find(magic, at + 1)


def _from_json(data: bytes) -> Iterator[bytes]:
    """The strings of a JSON document, or of lines of JSON, each and joined."""
    for text in (data, *(data.splitlines() if data[:1] == b"{" else ())):
        if text.lstrip()[:1] not in (b"{", b"["):
            continue
        with contextlib.suppress(ValueError, RecursionError):
            strings: tuple[list[bytes], list[bytes]] = ([], [])
            document, _ = json.JSONDecoder().raw_decode(text.decode("utf-8", "replace").lstrip())
            _collect(document, *strings)
            for keys_or_values in strings:
                yield b"".join(keys_or_values)
                yield from keys_or_values


def _collect(value: Any, keys: list[bytes], values: list[bytes]) -> None:
    if isinstance(value, str):
        values.append(value.encode("utf-8", "surrogatepass"))
    elif isinstance(value, dict):
        keys += [each.encode("utf-8", "surrogatepass") for each in value]
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            _collect(each, keys, values)


def _decoded(data: bytes) -> Iterator[bytes]:
    """What long runs of base64 and hex stand for, also where lines were broken."""
    for text in dict.fromkeys((data, _BREAKS.sub(b"", data))):
        for run in _BASE64.findall(text):
            plain = run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
            yield base64.b64decode(plain[: len(plain) - (len(plain) % 4 == 1)] + b"==")
        for run in _HEX.findall(text):
            with contextlib.suppress(binascii.Error):
                yield binascii.unhexlify(run)


def below(folder: Path, *, prefix: str = "") -> dict[str, bytes]:
    """Path below the folder to content, of every file; of a link where it leads to."""
    things = {}
    for path in sorted(folder.rglob("*")):
        name = f"{prefix}{path.relative_to(folder).as_posix()}"
        if path.is_symlink():
            things[name] = str(path.readlink()).encode()
        elif path.is_file():
            things[name] = path.read_bytes()
    return things
