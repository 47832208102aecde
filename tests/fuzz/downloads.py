"""Readers of what platforms and earlier collecting wrote: archives, names, lists, time stamps."""

from __future__ import annotations

import contextlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Sequence
from datetime import UTC
from typing import Any, get_args
from zoneinfo import ZoneInfo

from grader.engine.stamps import stamp_time
from grader.engine.standing import load_standings
from grader.intake.archives import Limits, open_download
from grader.intake.downloads import Form, Wanted, read_download
from grader.intake.find import is_copy_of
from grader.intake.gradescope import read_metadata
from grader.intake.laying import LISTING_SCHEMA, read_listing
from grader.intake.students import LISTING, student_file_name
from tests.fuzz.courses import course
from tests.fuzz.damage import archive, json_file, text_file
from tests.fuzz.reader import Reader, clean_words, file_of, folder, refusal

LIMITS = Limits(entries=50, file_bytes=1 << 16)
WANTED = Wanted(("net.ipynb", "net.py"), "net", ("net", "other"))
LOCAL = struct.Struct("<4sHHHHHIIIHH")


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, data in members.items():
            made.writestr(zipfile.ZipInfo(name), data, method)
    return stream.getvalue()


def read_archive(data: bytes) -> bool:
    """Every file of an accepted archive has a harmless name, and the bytes that lie there."""
    path = file_of("download.zip", data)
    with refusal() as refused, open_download(path, LIMITS) as download:
        names = [entry.name for entry in download.entries]
        assert len(names) == len(set(names)) <= LIMITS.entries
        for entry in download.entries:
            parts = entry.name.split("/")
            assert all(part not in ("", ".", "..") for part in parts), entry
            assert "\\" not in entry.name
            assert "\0" not in entry.name
            held = download.read(entry)
            assert held is None or (len(held) == entry.size <= LIMITS.file_bytes)
            assert held is None or held in _contents(data), "bytes that lie nowhere"
    return not refused


def _contents(data: bytes) -> list[bytes]:
    """What each local header stands before, by a reader of its own: stored, and unpacked."""
    found, at = [b""], data.find(b"PK\x03\x04")
    while 0 <= at <= len(data) - LOCAL.size:
        name, extra = LOCAL.unpack_from(data, at)[9:]
        body = data[at + LOCAL.size + name + extra :]
        packed = LOCAL.unpack_from(data, at)[7]
        for packed_bytes in (body, body[:packed]):  # what follows may be no end of the first
            with contextlib.suppress(zlib.error):
                unpacker = zlib.decompressobj(-15)
                unpacked = unpacker.decompress(packed_bytes, LIMITS.file_bytes + 1)
                # What is packed may go on; what counts has the size and the sum that are stated.
                found += [unpacked, *(unpacked[:size] for size in _stated(data))]
        found.append(body[:packed])
        # The size may stand behind the bytes, or in the directory at the end.
        found += [body[:size] for size in _stated(data)]
        at = data.find(b"PK\x03\x04", at + 1)
    return found


def _stated(data: bytes) -> set[int]:
    """The sizes that the directory states."""
    found, at = set(), data.find(b"PK\x01\x02")
    while 0 <= at <= len(data) - 46:
        found.add(struct.unpack_from("<I", data, at + 24)[0])
        at = data.find(b"PK\x01\x02", at + 1)
    return {size for size in found if size <= LIMITS.file_bytes}


def read_names(data: bytes) -> bool:
    """Every name of a download is somebody's piece or is told as nobody's: none is lost."""
    names = list(dict.fromkeys(filter(None, data.decode("utf-8", "surrogateescape").split("\n"))))
    accepted = False
    for form in (None, *get_args(Form)):
        with refusal() as refused:
            found = read_download(names, WANTED, lambda name: "Name: A (ada)\n", form)
            told = [piece.entry for piece in found.pieces] + [a.entry for a in found.asides]
            assert sorted(told) == sorted(names)
            for piece in found.pieces:
                assert piece.people
                for person in piece.people:
                    made = student_file_name(person.folder)
                    assert "/" not in made
                    assert made.strip(". ")
                    assert len(made.encode()) <= 255
                is_copy_of(piece.file, "net")
        accepted |= not refused
    return accepted


def read_people(data: bytes) -> bool:
    """Gradescope's list is refused, or says of each folder what a reader of all YAML says."""
    text = data.decode("utf-8-sig", "replace")
    with refusal() as refused:
        found = read_metadata(text)
        names = [f"{folder}/net.py" for folder in found]
        read_download([*names, "submission_metadata.yml"], WANTED, lambda name: text, "gradescope")
        _as_yaml(text, found)
    return not refused


def _as_yaml(text: str, found: Any) -> None:
    try:
        import yaml
    except ImportError:
        return  # it comes with the extra [nbgrader]
    try:
        whole = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return
    if not isinstance(whole, dict):
        return
    for name, submitted in found.items():
        entry = whole.get(name)
        people = entry.get(":submitters") if isinstance(entry, dict) else None
        texts = [
            [one.get(f":{key}", one.get(key)) for key in ("name", "email")]
            for one in people or []
            if isinstance(one, dict)
        ]
        said = [[str(each or "").strip() for each in one] for one in texts]
        ours = [[one.get(key, "") for key in ("name", "email")] for one in submitted.people]
        if any(not isinstance(each, str | None) for one in texts for each in one):
            continue  # YAML makes a date or a number of it, and of that another text
        if len(said) == len(ours) and all(map(_plain, said)):
            assert ours == said, f"{name}: YAML says otherwise"


def _plain(texts: Sequence[str]) -> bool:
    return all(text.isascii() and text.isprintable() and "#" not in text for text in texts)


def read_collected(data: bytes) -> bool:
    """Both readers of the list of what was collected take it, or refuse it."""
    home = folder() / "submissions"
    file_of(f"submissions/{LISTING}", data)
    with refusal() as refused:
        for each in read_listing(home):
            assert isinstance(each["files"], list)
            assert type(each["student"]) is type(each["assignment"]) is str
    with refusal() as late:
        found = load_standings(course(), home)
        assert all(when.tzinfo is not None for when in found.moments.values())
    return not refused and not late


ZONE = ZoneInfo("Europe/Berlin")


def read_stamp(data: bytes) -> bool:
    """A time stamp is an instant near its own digits, or no time, in a phrase."""
    words = ""
    try:
        when = stamp_time(data.decode("utf-8", "replace"), ZONE)
        assert when.tzinfo is not None
        assert 1999 <= when.astimezone(UTC).year <= 2200
    except ValueError as error:
        words = str(error)
        clean_words(words, 300)
    return not words


NAMES = {
    "canvas": [
        "adalovelace_12_345_net.ipynb", "gracehopper_LATE_13_346_net-1.py", "anon_xY7_347_net.py",
    ],
    "moodle": [
        "Ada Lovelace_41_assignsubmission_file_/net.ipynb",
        "Grace Hopper_42_assignsubmission_file/sub/net.py",
        "Participant_43_assignsubmission_onlinetext_onlinetext.html",
    ],
    "blackboard": [
        "Net work_ada_attempt_2027-01-15-22-59-00_net.ipynb",
        "Net work_ada_attempt_2027-01-15-22-59-00.txt",
        "Net work_bo_attempt_2027-01-16-08-00-00_my net (1).py",
    ],
    "folder": ["ada/net.ipynb", "bo/net/net.py", "cy.py", ".DS_Store", "__MACOSX/._x"],
}  # fmt: skip
METADATA = """\
---
submission_1:
  :submitters:
  - :name: Ada Lovelace
    :email: ada@example.org
    :sid: '901'
  - :name: "Bo \\u00d8"
    :email: bo@example.org
    :sid: ~
  :created_at: 2027-01-15 22:59:00.123456 Z
  :score: 5.0
  :results:
    tests:
    - name: a
submission_2:
  :submitters:
  - :name: O'Cy
    :email: cy@example.org
  :created_at: '2027-01-16 08:00:00 +01:00'
"""
LISTED: dict[str, Any] = {
    "schema": LISTING_SCHEMA,
    "hand_ins": [
        {
            "student": student,
            "assignment": "toy",
            "name": student,
            "id": "9",
            "form": "canvas",
            "source": "x.zip",
            "files": [{"file": "toy.py", "entry": "a/toy.py", "sha256": "0" * 64}],
            "when": when,
            "late": late,
            "group": [],
            "notes": [],
        }
        for student, when, late in (
            ("ada", "2027-01-15T22:59:00+01:00", None),
            ("bo", "2027-01-15T22:59:00", True),
        )
    ],
}
STAMPS = (
    b"2027-01-15 22:59:00.123456 UTC\n", b"2027-07-15 22:59:00 CEST", b"2027-01-15T22:59:00+01:00",
    b"2027-01-15 22:59:00 +0100", b"2027-10-31 02:30:00 America/New_York",
)  # fmt: skip
ARCHIVES = (
    zipped({"adalovelace_12_345_net.py": b"x = 1\n" * 50, "b/c.ipynb": b"{}"}),
    zipped({"Zo\u00eb/net.py": b"x = 2\n", "Zo\u00eb/": b""}, zipfile.ZIP_STORED),
)

READERS = (
    Reader("archive", archive, ARCHIVES, read_archive),
    Reader("names", text_file, tuple("\n".join(n).encode() for n in NAMES.values()), read_names),
    Reader("people_of_gradescope", text_file, (METADATA.encode(),), read_people),
    Reader("collected", json_file, (json.dumps(LISTED).encode(),), read_collected),
    Reader("stamp", text_file, STAMPS, read_stamp),
)
