"""Which platform a download is from, and who handed in which of its files.

The platform is recognised by the names in the download and told with the reason; where two could be
meant it is an error. What lies in one student's own folder decides nothing. May import `find`,
`names`, `readings` and `grader.errors`; must never decide which file of a hand-in counts, and never
write.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from grader.errors import UsageError
from grader.intake.gradescope import METADATA
from grader.intake.names import Piece, blackboard_name, canvas_piece, moodle_doubt, moodle_piece
from grader.intake.readings import (
    FORMS,
    Aside,
    Form,
    Sorted,
    Wanted,
    blackboard_pieces,
    folder_pieces,
    gradescope_pieces,
    stem_and_kind,
    unclear,
)
from grader.intake.students import LISTING

_NAMED: tuple[Form, ...] = ("canvas", "moodle", "blackboard")
_JUNK = re.compile(
    r"(?i)(^|/)(__MACOSX|\.[^/]*|thumbs\.db|desktop\.ini)(/|$)|(^|/)" + re.escape(LISTING) + "$"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A download taken apart."""

    form: Form
    why: str
    """How it was recognised."""
    pieces: tuple[Piece, ...]
    asides: tuple[Aside, ...]


def read_download(
    names: Sequence[str],
    wanted: Wanted,
    read_text: Callable[[str], str],
    form: Form | None = None,
) -> Reading:
    """Who handed in what; raises UsageError where the platform cannot be told.

    Parameters
    ----------
    read_text:
        Gives a small file's text: Gradescope's list of people, Blackboard's receipts.
    form:
        Where the download is from; None to recognise it.
    """
    kept = [name for name in names if not is_hidden(name)]
    junk = [_hidden(name) for name in names if is_hidden(name)]
    if not kept:
        raise unclear("no file at all" if not junk else "nothing but hidden files")
    why = "said by --from"
    if form is None:
        form, why = _recognise(kept, wanted)
    wrapper = _wrapper(kept, form, wanted)
    inner = {name.removeprefix(wrapper): name for name in kept}
    pieces, asides = _read(form, list(inner), wanted, lambda name: read_text(inner[name]))
    if not pieces:
        raise unclear(f"no hand-in among {len(kept)} files, read as {form}")
    pieces = [replace(piece, entry=inner[piece.entry]) for piece in pieces]
    asides = [replace(aside, entry=inner[aside.entry]) for aside in asides]
    told = f"{why}; inside the folder {wrapper.rstrip('/')}" if wrapper else why
    return Reading(form, told, _apart(pieces), tuple(asides + junk))


def is_hidden(name: str) -> bool:
    """Whether a path is of an operating system or an editor, or hidden by a dot."""
    return _JUNK.search(name) is not None


def _hidden(name: str) -> Aside:
    """Why a hidden file is nobody's; a person looks where it could be one whose name begins so."""
    doubtful = name.startswith(".") and not name.startswith(("._", ".ipynb_checkpoints/"))
    if doubtful and stem_and_kind(name)[1]:
        return Aside(name, "it is hidden, because its name begins with a dot", True)
    return Aside(name, "written by an operating system or an editor")


def _read(
    form: Form, inner: Sequence[str], wanted: Wanted, read_text: Callable[[str], str]
) -> Sorted:
    if form == "blackboard":
        return blackboard_pieces(inner, wanted, read_text)
    if form == "gradescope":
        return gradescope_pieces(inner, read_text)
    if form == "folder":
        return folder_pieces(inner, wanted)
    if form == "moodle":
        return _one_by_one(inner, moodle_piece, "Moodle")
    return _one_by_one(inner, canvas_piece, "Canvas")


def _recognise(names: Sequence[str], wanted: Wanted) -> tuple[Form, str]:
    """The form and the reason; never a guess between two.

    A student may call any number of files as another platform would; that decides nothing where
    one form alone fits all names.
    """
    top = _only_folder(names)
    bare = [name.removeprefix(top) for name in names]
    if METADATA in names or (METADATA in bare and _wraps_an_export(top, wanted)):
        return "gradescope", f"it holds {METADATA}"
    counts = {form: sum(_is_of(form, name) for name in names) for form in _NAMED}
    if not any(counts.values()):
        counts = {form: sum(_is_of(form, name) for name in bare) for form in _NAMED}
    found = sorted((form for form in _NAMED if counts[form]), key=counts.__getitem__)
    if not found:
        return "folder", "no name has the form of a learning platform"
    best, all_of = found[-1], len(names)
    alone = len(found) == 1 or counts[found[-2]] < counts[best] == all_of
    if not alone or 2 * counts[best] <= all_of:
        shown = " and ".join(f"{counts[form]} of {all_of} as {form}" for form in reversed(found))
        raise unclear(f"names that can be read in several ways: {shown}, the rest as a folder")
    return best, f"{counts[best]} of {all_of} names are of this form"


def _wraps_an_export(top: str, wanted: Wanted) -> bool:
    """Whether the one folder is Gradescope's `assignment_<number>_export/`, not a student's own.

    A download of one student has one folder as well, and the student chose what lies in it.
    """
    if moodle_piece(f"{top}{METADATA}") is not None or wanted.somebody(top.rstrip("/")):
        return False
    if "export" not in top.casefold():
        raise unclear(f"{METADATA} in {top}, an export of Gradescope or the folder of a student")
    return True


def _is_of(form: Form, name: str) -> bool:
    if form == "canvas":
        return "/" not in name and canvas_piece(name) is not None
    return (moodle_piece if form == "moodle" else blackboard_name)(name) is not None


def _only_folder(names: Sequence[str]) -> str:
    """The one folder in which everything lies, with its `/`; empty where there is none."""
    tops = {name.split("/")[0] for name in names}
    return f"{next(iter(tops))}/" if len(tops) == 1 and all("/" in name for name in names) else ""


def _wrapper(names: Sequence[str], form: Form, wanted: Wanted) -> str:
    """The folder that only wraps the download, with its `/`."""
    top = _only_folder(names)
    inner = [name.removeprefix(top).split("/") for name in names]
    if not top:
        return ""
    if form == "moodle":
        return "" if moodle_piece(names[0]) else top
    if form != "folder":
        return top
    if top.rstrip("/") in wanted.assignments:
        return top
    # Is it one student's folder, or does it wrap those of a class?
    if wanted.somebody(top.rstrip("/")) or any(parts[0] in wanted.assignments for parts in inner):
        return ""
    if all(len(parts) > 1 for parts in inner):
        if len({parts[0] for parts in inner}) == 1:
            raise _either(top + inner[0][0])
        return top
    stems = {stem_and_kind(parts[-1])[0] for parts in inner if stem_and_kind(parts[-1])[1]}
    named = any(wanted.asks_for(parts[-1]) for parts in inner if len(parts) == 1)
    return top if len(stems) > 1 and not named else ""


def _either(folders: str) -> UsageError:
    """The error for a folder alone in another: a student's, or one in the folder of a student."""
    return UsageError(
        "looking for the students' folders in the download",
        expected="a folder or a file for each student",
        came=f"all files in {folders}, of which either folder can be the student's",
        todo="name the folder in which the students' folders lie, or write the student into"
        " roster.csv",
    )


def _one_by_one(inner: Sequence[str], read: Callable[[str], Piece | None], platform: str) -> Sorted:
    pieces: list[Piece] = []
    asides: list[Aside] = []
    for name in inner:
        piece = read(name)
        doubt = moodle_doubt(name) if read is moodle_piece else ""
        if piece is None:
            asides.append(Aside(name, f"its name is not one that {platform} gives", True))
        elif doubt:
            asides.append(Aside(name, f"it could be of {doubt}", True))
        else:
            pieces.append(piece)
    return pieces, asides


def _apart(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces, with the id in the folder's name of people who would share a folder."""
    keys: dict[str, set[str]] = defaultdict(set)
    for piece in pieces:
        for one in piece.people:
            keys[unicodedata.normalize("NFC", one.folder)].add(one.key)
    shared = {folder for folder, held in keys.items() if len(held) > 1}
    return tuple(
        replace(
            piece,
            people=tuple(
                replace(one, folder=one.key) if one.folder in shared else one
                for one in piece.people
            ),
        )
        for piece in pieces
    )


__all__ = ["FORMS", "Aside", "Form", "Reading", "Wanted", "read_download", "stem_and_kind"]
