"""The one list of readers that are fuzzed."""

from __future__ import annotations

from tests.fuzz import courses, downloads, hand_ins, results
from tests.fuzz.reader import Reader

READERS: dict[str, Reader] = {
    reader.name: reader
    for group in (hand_ins, downloads, courses, results)
    for reader in group.READERS
}
STUDENTS = (*(reader.name for reader in hand_ins.READERS), "archive", "names", "stamp")
"""Those that read what a student, or an attacker who is one, has chosen byte by byte."""
