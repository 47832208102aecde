"""Who handed in what, for the platforms where one name does not say it all.

Blackboard's names need its receipts or the roster, Gradescope keeps its own list, and a plain
folder says it by its folders. May import `names`, `gradescope`, `find` and `grader.errors`; must
never read what a student wrote.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, get_args

from grader.errors import UsageError
from grader.intake.find import PACKED, is_copy_of
from grader.intake.gradescope import METADATA, Submitted, read_metadata
from grader.intake.names import BlackboardName, Person, Piece, blackboard_name, blackboard_piece

Form = Literal["canvas", "moodle", "blackboard", "gradescope", "folder"]
FORMS: tuple[Form, ...] = get_args(Form)

_COPY = re.compile(r"(?P<stem>.+?)( ?\(\d{1,2}\)|-\d{1,2})")
KINDS = (".ipynb", ".py")
"""The endings of what is graded, in the order in which they count."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is being looked for in a download."""

    hand_in: tuple[str, ...]
    """The names that the assignment asks for."""
    assignment: str
    assignments: tuple[str, ...] = ()
    """All ids of the course."""
    known: Callable[[str], bool] = lambda text: False
    """Whether the roster has a student with that id."""
    somebody: Callable[[str], bool] = lambda text: False
    """Whether the roster has a student, or several, of that id, e-mail address or name."""
    given_out: frozenset[str] = frozenset()
    """Of the files that students got, what `choosing.given_out` makes of them."""

    def asks_for(self, file: str) -> str:
        """The asked-for name that a file has, perhaps as a copy of it; empty where it has none."""
        if self.is_of_another(file):
            return ""
        stem, ending = stem_and_kind(file)
        for name in self.hand_in:
            wanted, kind = stem_and_kind(name)
            if kind == ending and is_copy_of(stem, wanted):
                return name
        return ""

    def is_of_another(self, file: str) -> bool:
        """Whether a file is called like another assignment of the course."""
        stem = stem_and_kind(file)[0]
        return stem in self.assignments and stem != self.assignment


@dataclass(frozen=True, slots=True)
class Aside:
    """An entry that is nobody's hand-in, and why."""

    entry: str
    why: str
    needs_person: bool = False


Sorted = tuple[list[Piece], list[Aside]]


def stem_and_kind(file: str) -> tuple[str, str]:
    """A file's name in NFC without its ending, and `.ipynb`, `.py` or nothing for any other."""
    name = unicodedata.normalize("NFC", file)
    for doubled in (".txt", ".json"):
        if name.lower().endswith(tuple(kind + doubled for kind in KINDS)):
            name = name[: -len(doubled)]
    stem, ending = os.path.splitext(name)
    return (stem, ending.lower()) if ending.lower() in KINDS else (name, "")


def blackboard_pieces(
    inner: Sequence[str], wanted: Wanted, read_text: Callable[[str], str]
) -> Sorted:
    """The hand-ins of a download of Blackboard, and what is nobody's."""
    names = {name: blackboard_name(name) for name in inner}
    found = [each for each in names.values() if each is not None]
    asides = [
        Aside(name, "its name is not one that Blackboard gives", True)
        for name, each in names.items()
        if each is None
    ]
    titles = _blackboard_titles(found, wanted, read_text)
    return [blackboard_piece(each, dict(each.splits)[titles[each.head]]) for each in found], asides


def _blackboard_titles(
    names: Sequence[BlackboardName], wanted: Wanted, read_text: Callable[[str], str]
) -> dict[str, str]:
    """Head to the assignment's title in it: from the receipts, the roster, or the only way."""
    sure: dict[str, set[str]] = defaultdict(set)
    for each in names:
        said = "" if each.file else read_text(each.entry).split("\n", 1)[0]
        sure[each.head] |= {
            title for title, user in each.splits if f"({user})" in said or wanted.known(user)
        }
        if len(each.splits) == 1:
            sure[each.head].add(each.splits[0][0])
    if not names:
        return {}
    # One download is one assignment: what is sure of one name holds for all of them.
    common = set.intersection(*({title for title, _ in each.splits} for each in names))
    common &= {title for titles in sure.values() if len(titles) == 1 for title in titles}
    if len(common) != 1:
        raise UsageError(
            "reading the names that Blackboard gave",
            expected="<assignment>_<username>_attempt_..., with the receipts beside the files",
            came=f"{names[0].entry!r}, in which the username could begin in several places",
            todo="keep the .txt receipts in the download, or list the usernames in roster.csv",
        )
    (title,) = common
    return {each.head: title for each in names}


def gradescope_pieces(inner: Sequence[str], read_text: Callable[[str], str]) -> Sorted:
    """The hand-ins of an export of Gradescope, one for each of a group, and what is nobody's."""
    if METADATA not in inner:
        raise unclear(f"no {METADATA}, in which Gradescope says who handed in what")
    said = read_metadata(read_text(METADATA))
    pieces: list[Piece] = []
    asides: list[Aside] = []
    for name in inner:
        folder, _, rest = name.partition("/")
        people = _gradescope_people(said.get(folder, Submitted()))
        if name == METADATA:
            continue
        if not rest or not people:
            asides.append(Aside(name, f"{METADATA} does not say who handed it in", True))
            continue
        above, _, file = rest.rpartition("/")
        notes = (f"it lay in the folder {above}",) if above else ()
        when = said[folder].created_at
        attempt = _in_time(when, folder)
        pieces.append(Piece(name, people, file, attempt=attempt, when=when, notes=notes))
    return pieces, asides


def _in_time(when: str, folder: str) -> str:
    """What sorts Gradescope's submissions: the instant, in whatever offset, then the number."""
    instant = datetime.fromisoformat(when).astimezone(UTC).isoformat() if when else ""
    return f"{instant} {re.sub(r'[0-9]+', lambda digits: digits[0].zfill(20), folder)}"


def _gradescope_people(submitted: Submitted) -> tuple[Person, ...]:
    people = []
    for one in submitted.people:
        email, sid, name = (one.get(key, "") for key in ("email", "sid", "name"))
        ids = tuple(pair for pair in (("email", email), ("", sid)) if pair[1])
        key = email.casefold() or sid or name
        if key:
            people.append(Person(key, name or key, ids, sid or email or name, alone=True))
    return tuple(people) if len(people) == len(submitted.people) else ()


def folder_pieces(inner: Sequence[str], wanted: Wanted) -> Sorted:
    """The hand-ins of a folder with a file or a folder for each student, and what is nobody's."""
    pieces: list[Piece] = []
    asides: list[Aside] = []
    stems = {stem_and_kind(name)[0] for name in inner if "/" not in name}
    for name in inner:
        *folders, file = name.split("/")
        if not folders:
            stem, kind = stem_and_kind(file)
            student = stem if kind else os.path.splitext(file)[0]
            if wanted.asks_for(file):
                asides.append(Aside(name, "neither its name nor a folder says whose it is", True))
            elif not kind and not wanted.known(student):
                packed = file.lower().endswith(PACKED)
                words = "an archive, which is not opened" if packed else "no notebook and no .py"
                asides.append(Aside(name, words, packed))
            else:
                whose = _uncopied(student, stems, wanted)
                told = f"{file} is taken for a copy of a file {whose}{kind}"
                notes = (told,) if whose != student else ()
                asked = wanted_name(file, wanted)
                pieces.append(Piece(name, (_plain(whose),), asked, notes=notes))
            continue
        student, *between = folders
        if student in wanted.assignments:
            asides.append(Aside(name, f"{student} is an assignment, no student", True))
            continue
        if between and between[0] in wanted.assignments:
            if between[0] != wanted.assignment:
                asides.append(Aside(name, f"it belongs to {between[0]}"))
                continue
            between = between[1:]
        notes = (f"it lay in the folder {'/'.join(between)}",) if between else ()
        pieces.append(Piece(name, (_plain(student),), file, notes=notes))
    return pieces, asides


def _plain(student: str) -> Person:
    return Person(student, student, (("", student),), student)


def wanted_name(file: str, wanted: Wanted) -> str:
    """The asked-for name of the same kind: a file called after its student has no other."""
    kind = stem_and_kind(file)[1]
    return next((name for name in wanted.hand_in if kind and name.endswith(kind)), file)


def _uncopied(student: str, stems: set[str], wanted: Wanted) -> str:
    """The student without a browser's ` (1)` or `-1`, where the name without it is known."""
    match = _COPY.fullmatch(student)
    if match is None or wanted.known(student):
        return student
    stem = match["stem"]
    return stem if stem in stems or wanted.known(stem) else student


def unclear(came: str) -> UsageError:
    """The error for a download whose form cannot be told."""
    return UsageError(
        "recognising where the download is from",
        expected="the names that Canvas, Moodle, Blackboard or Gradescope give, or a folder with a"
        " file or folder for each student",
        came=came,
        todo=f"say it with --from: {', '.join(FORMS)}",
    )
