"""The names that learning platforms give to handed-in files, taken apart.

Canvas, Moodle and Blackboard; each function looks at one name alone. The sources of the forms are
Canvas' `content_zipper.rb`, Moodle's `mod/assign` and Blackboard's manual. May import the standard
library; must never read a file, and never decide which of two hand-ins counts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

What = Literal["file", "text", "receipt"]

_MOODLE = re.compile(r"_(?P<id>\d+)_assignsubmission_(?P<plugin>[a-z]+)(?=[_.]|\Z)")
_BLACKBOARD = re.compile(
    r"(?s)_attempt_(?P<when>\d{4}(?:-\d{2}){5})(?:_(?P<file>.+)|(?P<receipt>\.txt))\Z"
)
# What Moodle calls everybody while names are hidden, in the language of the course. Of other
# languages two students tell it, who then have one name; `downloads` sets those apart.
_HIDDEN = frozenset(
    (
        "participant", "participante", "partecipante", "teilnehmer", "teilnehmerin",
        "teilnehmer-in", "deelnemer", "deltaker", "deltagare", "deltager", "uczestnik",
    )
)  # fmt: skip
_WORD_CATEGORIES = frozenset("LMN")


@dataclass(frozen=True, slots=True)
class Person:
    """Who handed in, as the download says it."""

    key: str
    """The same for all that one person handed in, and for nobody else in this download."""
    name: str
    ids: tuple[tuple[str, str], ...] = ()
    """(roster column or empty, value), the surest first."""
    folder: str = ""
    """The student's folder where there is no roster."""
    alone: bool = False
    """Whether the platform says each member of a group, so that this is no group."""

    @property
    def chose_name(self) -> bool:
        """Whether the name is another thing than what the platform, or a folder, knows them by."""
        return any(value != self.name for _, value in self.ids)


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry of a download that somebody handed in."""

    entry: str
    people: tuple[Person, ...]
    """More than one for a group."""
    file: str
    """The student's own name for it, without folders."""
    what: What = "file"
    attempt: str = ""
    """Sorts a person's attempts, where the download holds several."""
    order: int = 0
    """Sorts copies of one file in one attempt; 0 where nothing tells."""
    when: str = ""
    """When it was handed in, in ISO 8601, where the download says it."""
    late: bool | None = None
    """Whether the platform marked it as late; None where it does not say."""
    notes: tuple[str, ...] = field(default=())


def canvas_piece(entry: str) -> Piece | None:
    """What Canvas says in a file's name; None where it is no name of Canvas.

    The shortest name is the right one: Canvas leaves no number between `_` inside a name, and all
    that follows the two ids was chosen by the student, who could write another's id there.
    """
    found = _canvas_readings(entry)
    if not found:
        return None
    name, student, attachment, file, late = found[0]
    column = "" if student.startswith("anon_") else "canvas_id"
    person = Person(student, name or student, ((column, student),), student)
    what: What = "text" if file in {"text.html", "link.html"} else "file"
    notes = tuple(f"its name could also be that of {one[1]}" for one in found[1:2])
    return Piece(entry, (person,), file, what, order=int(attachment), late=late, notes=notes)


def _canvas_readings(entry: str) -> list[tuple[str, str, str, str, bool]]:
    """The first two ways to read name, id, attachment, file and late mark; the shortest name first.

    Takes time linear in the name, which a student chose for the most part.
    """
    parts = entry.split("_")
    found: list[tuple[str, str, str, str, bool]] = []
    first = True
    for at, part in enumerate(parts):
        hidden = first and part == "anon"
        end = at + 3 if hidden else at + 2
        numbered = end < len(parts) and _is_number(parts[end - 1])
        whose = parts[at + 1] if hidden and numbered else ""
        known = (whose.isascii() and whose.isalnum()) if hidden else _is_number(part)
        file = "_".join(parts[end:]) if numbered and known else ""
        if file:
            late = parts[:at][-1:] == ["LATE"]
            name = "_".join(parts[: at - 1 if late else at])
            found.append((name, "_".join(parts[at : end - 1]), parts[end - 1], file, late))
        first = first and part == "LATE"
        # No character of a file's name alone is left in the name of a person.
        if len(found) == 2 or not all(map(_is_of_a_word, part)):
            break
    return found


def _is_of_a_word(char: str) -> bool:
    return unicodedata.category(char)[0] in _WORD_CATEGORIES


def moodle_piece(entry: str) -> Piece | None:
    """What Moodle says in a path, `<person>/<file>` or flat; None where it is none of Moodle's.

    Where several numbers could be Moodle's it is read as one of them: see `moodle_doubt`.
    """
    folder, _, inner = entry.partition("/")
    found = _moodle_marks(folder)
    if not found:
        return None
    match = found[-1 if inner else 0]
    flat = folder[match.end() :].removeprefix("_")
    if bool(flat) == bool(inner):
        return None
    name, number = folder[: match.start()], match["id"]
    hidden = name.casefold() in _HIDDEN
    person = Person(
        f"{name}_{number}",
        f"{name} {number}" if hidden else name,
        (("moodle_participant_id", number),),
        f"{name}_{number}" if hidden else name,
    )
    path = flat or inner
    above, _, file = path.rpartition("/")
    notes = (f"it lay in the folder {above}",) if above else ()
    what: What = "file" if match["plugin"] == "file" else "text"
    return Piece(entry, (person,), file, what, notes=notes)


def moodle_doubt(entry: str) -> str:
    """Whom a path of Moodle could mean, where that cannot be told; empty where it can.

    Moodle leaves no `_` in the name of a person, but a site may write its own names. Then nobody
    can say whether a second number was written by Moodle, or by a student into a file's name.
    """
    folder, inside, _ = entry.partition("/")
    marks = _moodle_marks(folder)[:2]
    people = [folder[: one.end("id")] for one in marks if inside or folder[one.end() :].strip("_")]
    return " or ".join(people) if len(people) > 1 else ""


def _moodle_marks(name: str) -> list[re.Match[str]]:
    """The places in a name at which Moodle's number can stand, with what follows it there."""
    return list(_MOODLE.finditer(name, 1))


@dataclass(frozen=True, slots=True)
class BlackboardName:
    """A name of Blackboard; where assignment and username part is not to be seen in it."""

    entry: str
    head: str
    """`<assignment>_<username>`, each of which may hold `_`."""
    stamp: str
    file: str
    """Empty for the receipt of an attempt."""

    def moment(self) -> datetime:
        """When it was handed in, by the clock of the platform."""
        return datetime.strptime(self.stamp, "%Y-%m-%d-%H-%M-%S")

    @property
    def splits(self) -> tuple[tuple[str, str], ...]:
        """Every (assignment, username) that the head can mean."""
        at = [i for i, char in enumerate(self.head) if char == "_"]
        pairs = [(self.head[:i], self.head[i + 1 :]) for i in at]
        return tuple(pair for pair in pairs if all(pair))


def blackboard_name(entry: str) -> BlackboardName | None:
    """The parts of a name of Blackboard; None where it is none."""
    match = _BLACKBOARD.search(entry)
    if match is not None and "_" not in entry[1 : match.start() - 1]:
        match = _BLACKBOARD.search(entry, match.start() + 1)
    if match is None or "/" in entry:
        return None
    head = entry[: match.start()]
    found = BlackboardName(entry, head, match["when"], match["file"] or "")
    try:
        found.moment()
    except ValueError:
        return None
    return found if found.splits else None


def blackboard_piece(name: BlackboardName, username: str) -> Piece:
    """What was handed in, when it is known which part of the name is the username."""
    person = Person(username, username, (("blackboard_id", username), ("", username)), username)
    when = name.moment().isoformat()
    what: What = "file" if name.file else "receipt"
    return Piece(name.entry, (person,), name.file, what, attempt=name.stamp, when=when)


def squashed(name: str) -> str:
    """The letters, marks and digits of a name alone, as Canvas begins the names of files."""
    plain = unicodedata.normalize("NFC", name.casefold())
    return "".join(filter(_is_of_a_word, plain))


def spellings(name: str) -> set[str]:
    """The name squashed, beginning at each of its words: first name first, and last name first."""
    words = [squashed(word) for word in name.replace(",", " ").split()]
    return {"".join(words[at:] + words[:at]) for at in range(len(words))} - {""}


def _is_number(text: str) -> bool:
    """Whether it can be a platform's id, which has at most 64 bits."""
    return len(text) <= 20 and text.isascii() and text.isdecimal()
