"""What a member of a zip archive says of itself: its name, its kind, where it lies.

Pure; nothing is unpacked. May import the standard library alone.
"""

from __future__ import annotations

import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable

_DRIVE = re.compile(r"^[A-Za-z]:")
_UTF8_FLAG, _ENCRYPTED_FLAGS = 0x800, 0x1 | 0x40 | 0x2000
_UNICODE_PATH = 0x7075
_LOCAL_HEADER_BYTES = 30


def safe_name(raw: str) -> str | None:
    """The path in NFC with `/` between its parts; None where it would leave its folder."""
    path = unicodedata.normalize("NFC", raw).replace("\\", "/")
    if "\0" in path or path.startswith("/") or _DRIVE.match(path):
        return None
    parts = [part for part in path.split("/") if part not in ("", ".")]
    return None if not parts or ".." in parts else "/".join(parts)


def is_odd_alone(raw: str) -> bool:
    r"""Whether it leads out of a folder only by a `\` in a name, where that is a letter."""
    first = re.split(r"[/\\]", raw, maxsplit=1)[0]
    begins_well = first not in ("", ".", "..") and not _DRIVE.match(first)
    return begins_well and safe_name(raw.replace("\\", "_")) is not None


def why_not(member: zipfile.ZipInfo) -> str:
    """Why a member must not be unpacked; empty where it may."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if "\0" in member.orig_filename:
        return "a name with a zero byte in it"
    if stat.S_ISLNK(kind):
        return "a symbolic link"
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "neither a file nor a folder"
    if member.flag_bits & _ENCRYPTED_FLAGS:
        return "which is encrypted"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return f"packed by method {member.compress_type}, which is not read"
    return ""


def shares_bytes(members: Iterable[zipfile.ZipInfo]) -> zipfile.ZipInfo | None:
    """The first member that is packed into the same bytes as the one before it."""
    end = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < end:
            return member
        end = member.header_offset + _LOCAL_HEADER_BYTES + member.compress_size
    return None


def decoded(member: zipfile.ZipInfo) -> tuple[str, str]:
    """The member's name and what was repaired: many programs write UTF-8 and do not say so."""
    name = member.orig_filename
    if member.flag_bits & _UTF8_FLAG or name.isascii():
        return name, ""
    raw = name.encode("cp437")
    said = _unicode_path(member.extra, raw)
    if said is not None:
        return said, ""
    try:
        return raw.decode("utf-8"), "its name is UTF-8, though the archive does not say so"
    except UnicodeDecodeError:
        return name, "its name is read as code page 437; look whether the letters are right"


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The name in UTF-8 that an extra field holds; None unless it belongs to this name."""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        body, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_PATH and len(body) > 5 and body[0] == 1:
            if struct.unpack_from("<I", body, 1)[0] != zlib.crc32(raw):
                return None
            return body[5:].decode("utf-8")
    return None
