"""Hostile bulk downloads: zip archives as no learning platform writes them.

One entry of `ARCHIVES` for each idea. Beside what is hostile, each holds the right hand-in of a
student named `GOOD`: it is collected to the byte, or the archive is refused as a whole. Bytes that
`zipfile` would not write are written here by hand. Imports the standard library.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

GOOD, GOOD_BYTES = "ada/toy.py", b"def value():\n    return 'of ada'\n"
LEAVES = ("../owned", "/owned", "C:\\owned", "..\\..\\owned", "ada/../../owned")


@dataclass(frozen=True)
class Archive:
    """One hostile download."""

    idea: str
    correct: str
    """What a correct collector must do."""
    make: Callable[[], bytes]
    refused: str = ""
    """Words of the refusal; empty where the archive is read."""
    also: Mapping[str, str] = field(default_factory=dict)
    """Student to a word in what was collected of it, beside `GOOD`'s."""


def _zip(
    *members: tuple[str | zipfile.ZipInfo, bytes], packed: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A sound archive of the members, and of `GOOD`."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packed) as archive:
        for info, data in ((_info(GOOD), GOOD_BYTES), *members):
            archive.writestr(info, data)
    return made.getvalue()


def _info(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, (2026, 11, 2, 10, 11, 12))
    made.external_attr, made.create_system = mode << 16, 3
    return made


@dataclass(frozen=True)
class _Raw:
    """A member written by hand: what its two headers say may differ from each other and from it."""

    name: bytes
    data: bytes = b"x"
    local_name: bytes | None = None
    method: int = 0
    flags: int = 0
    size: int | None = None
    packed: int | None = None
    crc: int | None = None
    time: int = 0x5B42_5162
    extra: bytes = b""
    offset: int | None = None
    external: int = 0o100644 << 16
    disk: int = 0

    def local(self) -> bytes:
        name = self.name if self.local_name is None else self.local_name
        return (
            struct.pack("<IHHHIIIIHH", 0x04034B50, 20, *self._facts(), len(name), 0)
            + name
            + self.data
        )

    def central(self, offset: int) -> bytes:
        at = offset if self.offset is None else self.offset
        lengths = len(self.name), len(self.extra), 0, self.disk, 0, self.external, at
        head = struct.pack("<IHHHHIIIIHHHHHII", 0x02014B50, 0x314, 20, *self._facts(), *lengths)
        return head + self.name + self.extra

    def _facts(self) -> tuple[int, ...]:
        size = len(self.data) if self.size is None else self.size
        packed = len(self.data) if self.packed is None else self.packed
        crc = zlib.crc32(self.data) if self.crc is None else self.crc
        return self.flags, self.method, self.time, crc, packed, size


def _raw(
    *members: _Raw, before: bytes = b"", count: int | None = None, comment: bytes = b""
) -> bytes:
    """An archive of members as they are written, `GOOD` first."""
    body, directory = bytearray(before), bytearray()
    for each in (_Raw(GOOD.encode(), GOOD_BYTES), *members):
        directory += each.central(len(body))
        body += each.local()
    entries = len(members) + 1 if count is None else count
    end = struct.pack(
        "<IHHHHIIH", 0x06054B50, 0, 0, entries, entries, len(directory), len(body), len(comment)
    )
    return bytes(body + directory + end + comment)


def _many(count: int) -> bytes:
    """An archive of very many empty members, whose number needs the larger end."""
    local, central = _Raw(b"eve", b"").local(), _Raw(b"eve", b"")
    directory = b"".join(central.central(at * len(local)) for at in range(count))
    size, offset = len(directory), count * len(local)
    end = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, size, offset)
    end += struct.pack("<IIQI", 0x07064B50, 0, offset + size, 1)
    end += struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, size, offset, 0)
    return local * count + directory + end


def _zip64(*, entries: int = 1, size: int, offset: int) -> bytes:
    """An archive whose end says more of itself than there is."""
    body = _Raw(GOOD.encode(), GOOD_BYTES).local()
    directory = _Raw(GOOD.encode(), GOOD_BYTES).central(0)
    large = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, entries, entries, size, offset)
    locator = struct.pack("<IIQI", 0x07064B50, 0, len(body) + len(directory), 1)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return body + directory + large + locator + end


def _bomb(size: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packer.flush()


def _huge_extra() -> bytes:
    """An extra field that claims to be longer than it is, and to hold sizes beyond everything."""
    return struct.pack("<HHQQ", 1, 0xFFFF, 1 << 62, 1 << 62)


_SAME = _Raw(b"eve/toy.py", GOOD_BYTES, local_name=GOOD.encode(), offset=0)
_MODES = {
    "a link": stat.S_IFLNK, "a pipe": stat.S_IFIFO, "a socket": stat.S_IFSOCK,
    "a disk": stat.S_IFBLK, "a terminal": stat.S_IFCHR,
}  # fmt: skip

ARCHIVES = (
    *(
        Archive(
            f"a path that leaves: {name}",
            "refuse it as a whole",
            lambda name=name: _zip((_info(name), b"owned")),
            "leads out of the folder",
        )
        for name in LEAVES
    ),
    *(
        Archive(
            f"{what} among files",
            "follow and make nothing that is no file",
            lambda mode=mode: _zip((_info("eve/toy.py", mode | 0o777), b"/etc/passwd")),
            "symbolic link" if mode == stat.S_IFLNK else "neither a file nor a folder",
        )
        for what, mode in _MODES.items()
    ),
    Archive(
        "bits that make a program of somebody else's account",
        "give files the rights of files",
        lambda: _zip((_info("eve/toy.py", stat.S_IFREG | 0o6777), b"x = 'eve'")),
        also={"eve": "eve"},
    ),
    Archive(
        "a path that the other header says otherwise",
        "believe one of two headers, or none",
        lambda: _raw(_Raw(b"eve/toy.py", b"x = 1", local_name=b"../owned.py")),
        "damaged|leads out",
    ),
    Archive(
        "two members in the same bytes",
        "refuse members that share their bytes",
        lambda: _raw(_SAME),
        "same bytes|damaged",
    ),
    Archive(
        "a size that is too small",
        "read no more than was stated, and say that it differs",
        lambda: _raw(_Raw(b"eve/toy.py", b"x" * 4000, size=3, packed=4000)),
        "size|damaged",
    ),
    Archive(
        "a size that is too large",
        "take nothing for whole that is not",
        lambda: _raw(_Raw(b"eve/toy.py", b"x = 1", size=5000, packed=5)),
        "size|damaged",
    ),
    Archive(
        "packed bytes beyond the end",
        "make no room for what is not there",
        lambda: _raw(_Raw(b"eve/toy.py", b"x", size=1 << 30, packed=1 << 30)),
    ),
    Archive(
        "a sum that is wrong",
        "take nothing for whole that is not",
        lambda: _raw(_Raw(b"eve/toy.py", b"x = 1", crc=7)),
        "damaged",
    ),
    Archive(
        "a bomb",
        "unpack nothing beyond what a hand-in may have, and lose that one alone",
        lambda: _raw(_Raw(b"eve/toy.py", _bomb(128 << 20), method=8, size=128 << 20, crc=0)),
    ),
    Archive(
        "a bomb that says that it is small",
        "unpack no more than is stated",
        lambda: _raw(_Raw(b"eve/toy.py", _bomb(64 << 20), method=8, size=10, crc=0)),
        "size|damaged",
    ),
    Archive(
        "an archive in an archive",
        "open none inside another",
        lambda: _zip((_info("eve/toy.py"), _zip((_info("../../owned.py"), b"owned")))),
        also={"eve": "PK"},
    ),
    Archive(
        "encrypted members",
        "say that they are encrypted",
        lambda: _raw(_Raw(b"eve/toy.py", b"x" * 20, flags=1)),
        "encrypted",
    ),
    Archive(
        "strongly encrypted members",
        "say that they are encrypted",
        lambda: _raw(_Raw(b"eve/toy.py", b"x" * 20, flags=0x41)),
        "encrypted",
    ),
    Archive(
        "a way of packing that nobody reads",
        "say so",
        lambda: _raw(_Raw(b"eve/toy.py", b"x", method=99)),
        "method|damaged",
    ),
    Archive(
        "one name twice", "choose none of two", lambda: _raw(_Raw(GOOD.encode(), b"x = 1")), "twice"
    ),
    Archive(
        "a file that is a folder, too",
        "choose none of two",
        lambda: _raw(_Raw(b"eve/toy.py", b"x = 1"), _Raw(b"eve/toy.py/toy.py", b"x = 1")),
    ),
    Archive(
        "a name with a zero byte",
        "cut no name",
        lambda: _raw(_Raw(b"eve/toy.py\0.txt", b"x")),
        "zero byte|leads out",
    ),
    Archive(
        "a name of nothing",
        "take no name for one",
        lambda: _raw(_Raw(b"", b"x")),
        "leads out|damaged",
    ),
    Archive(
        "a name that says that it is UTF-8",
        "refuse a name that is none",
        lambda: _raw(_Raw(b"eve/\xff\xfe.py", b"x", flags=0x800)),
        "damaged",
    ),
    Archive(
        "more entries than there are", "count those that are there", lambda: _raw(count=40_000), ""
    ),
    Archive(
        "sixty-four bits of size",
        "read no more than the file holds",
        lambda: _zip64(size=1 << 62, offset=1 << 40),
        "damaged",
    ),
    Archive(
        "sixty-four bits of entries",
        "make no room for what is claimed",
        lambda: _zip64(entries=1 << 60, size=57, offset=0),
        "damaged",
    ),
    Archive(
        "a field that is longer than its header",
        "refuse a header that does not fit",
        lambda: _raw(
            _Raw(b"eve/toy.py", b"x", size=0xFFFFFFFF, packed=0xFFFFFFFF, extra=_huge_extra())
        ),
        "damaged",
    ),
    Archive(
        "a part of several disks",
        "ask for no other disk",
        lambda: _raw(_Raw(b"eve/toy.py", b"x = 'eve'", disk=7)),
        also={"eve": "eve"},
    ),
    Archive(
        "a day that never was",
        "need no date of a member",
        lambda: _raw(_Raw(b"eve/toy.py", b"x = 'eve'", time=0xFFFF_FFFF)),
        also={"eve": "eve"},
    ),
    Archive(
        "a second end in the comment",
        "read what the last end says",
        lambda: _raw(comment=_raw()[-22:] + b"\0" * 7),
        "damaged",
    ),
    Archive(
        "a program in front",
        "read an archive behind other bytes, or refuse it",
        lambda: b"#!/bin/sh\ntouch owned\n" + _raw(),
        "",
    ),
    Archive(
        "very many members",
        "refuse more than any class hands in",
        lambda: _many(100_001),
        "twice",
    ),
    Archive(
        "names that differ in the case of letters alone",
        "put neither in the place of the other",
        lambda: _zip((_info("ADA/toy.py"), b"x = 'ADA'"), (_info("Ada/TOY.PY"), b"x = 'Ada'")),
    ),
    Archive(
        "names that a system keeps for devices",
        "lay down nothing that another system would open as a device",
        lambda: _zip(
            *(
                (_info(f"{each}/toy.py"), b"x = 1")
                for each in ("CON", "aux.py", "NUL ", "x. ", "COM1")
            )
        ),
    ),
    Archive(
        "names that are codes",
        "print and lay down no code of a terminal and no turned letters",
        lambda: _zip(
            *(
                (_info(f"{each}/toy.py"), b"x = 1")
                for each in (
                    "\x1b[2J",
                    "a\nb",
                    "\u202eyp",
                    "<script>",
                    "-rf",
                    "$(touch owned)",
                    "\u200b",
                    "=1+1",
                    "::error::x",
                    "~",
                )
            )
        ),
    ),
    Archive(
        "a name of sixty thousand letters",
        "lay down a short one, or none",
        lambda: _raw(_Raw(b"eve/" + b"e" * 60_000 + b".py", b"x = 1")),
    ),
    Archive(
        "a file in three hundred folders",
        "make no folder that nobody can remove",
        lambda: _raw(_Raw(b"eve/" * 300 + b"toy.py", b"x = 1")),
    ),
)
