"""Which files of one person's hand-in count, and under which names.

What was given out is known by its bytes, and is nobody's work. May import `find`, `laying`,
`names` and `readings`; must never settle between two files that could both be meant, nor parse one.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError, first_of
from grader.intake.find import PACKED
from grader.intake.laying import digest
from grader.intake.names import Piece
from grader.intake.readings import KINDS, Aside, Wanted, stem_and_kind

Read = Callable[[str], bytes | None]
_SHOWN = 5
_UNTOUCHED = "as it was given out"
_MOST_COPIES = 20
"""Of one file; more are not compared, so that who hands in hundreds costs no more."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The files that count by the names that they get, or why none does."""

    files: Mapping[str, Piece]
    notes: tuple[str, ...] = ()
    asides: tuple[Aside, ...] = ()
    why: str = ""


def given_out(released: Iterable[Path]) -> frozenset[str]:
    """Digests by which released files are known again; of a file that is not there none.

    Raises
    ------
    UsageError
        When one is there that cannot be read, as a link that leads nowhere.
    """
    return frozenset(_plain_digest(_bytes_of(path)) for path in released if os.path.lexists(path))


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"reading {path}, which students were given",
            expected="a file that this account may read, or none",
            came=f"{type(error).__name__}: {error.strerror}",
            todo="make it readable, or write it anew with `grader generate`",
        ) from error


def choose(pieces: Sequence[Piece], wanted: Wanted, read: Read) -> Choice:
    """What counts of all that one person handed in: the last attempt's asked-for files.

    Where no file has a name that was asked for, or those that have one are as they were given out,
    the only other notebook is taken, or else the only other `.py`.
    """
    last = max(piece.attempt for piece in pieces)
    current = [piece for piece in pieces if piece.attempt == last]
    asides = [Aside(each.entry, "an earlier attempt") for each in pieces if each.attempt != last]
    asides += [Aside(each.entry, "the receipt") for each in current if each.what == "receipt"]
    asides += [Aside(each.entry, "a text, not a file") for each in current if each.what == "text"]
    named: dict[str, list[Piece]] = defaultdict(list)
    for piece in current:
        if piece.what == "file":
            named[wanted.asks_for(piece.file)].append(piece)
    others = named.pop("", [])
    notes: tuple[str, ...] = ()
    meant = [piece for piece in others if _may_be_meant(piece, wanted)] if named else others
    if not named or (meant and _all_given_out(named, wanted, read)):
        only, name = _only(wanted, meant)
        if only is None:
            why = _several_beside_stubs(named, meant) if named else _none(wanted, others)
            return Choice({}, asides=tuple(asides), why=why)
        reason = "being the only one of its kind"
        if name in named:
            reason = "since the file of that name is as it was given out"
            asides += [Aside(each.entry, _UNTOUCHED) for each in named[name]]
        named[name] = [only]
        others = [piece for piece in others if piece is not only]
        notes = (f"it was called {only.file}; taken for {name}, {reason}",)
    chosen: dict[str, Piece] = {}
    for name in sorted(named, key=lambda each: KINDS.index(stem_and_kind(each)[1])):
        one, rest, words = _newest(named[name], wanted, read)
        if one is None:
            return Choice({}, asides=tuple(asides), why=words)
        chosen[name] = one
        asides += [Aside(each.entry, words) for each in rest]
        if one.file != name and not notes:
            notes = (f"it was called {one.file}",)
        notes = (*notes, *one.notes)
    asides += [_aside(each, chosen, wanted) for each in others]
    return Choice(chosen, notes, tuple(asides))


def _all_given_out(named: Mapping[str, Sequence[Piece]], wanted: Wanted, read: Read) -> bool:
    """Whether every file of an asked-for name is as it was given out."""
    copies = [piece for pieces in named.values() for piece in pieces]
    return len(copies) <= _MOST_COPIES and all(
        _is_as_given_out(piece, wanted, read) for piece in copies
    )


def _may_be_meant(piece: Piece, wanted: Wanted) -> bool:
    return bool(stem_and_kind(piece.file)[1]) and not wanted.is_of_another(piece.file)


def _is_as_given_out(piece: Piece, wanted: Wanted, read: Read) -> bool:
    data = read(piece.entry) if wanted.given_out else None
    return data is not None and _plain_digest(data) in wanted.given_out


def _plain_digest(data: bytes) -> str:
    """A digest that stays where an editor changed the ends of lines, or marked UTF-8, alone."""
    lines = data.removeprefix(b"\xef\xbb\xbf").strip().splitlines()
    return digest(b"\n".join(line.rstrip() for line in lines))


def _aside(piece: Piece, chosen: Mapping[str, Piece], wanted: Wanted) -> Aside:
    """Why a file of another name is not taken; a person looks where it may hold the answers."""
    stem, kind = stem_and_kind(piece.file)
    like = any(stem_and_kind(name)[0].casefold() in stem.casefold() for name in wanted.hand_in)
    alone = not any(name.endswith(kind) for name in chosen)
    if alone and _may_be_meant(piece, wanted) and (kind == KINDS[0] or like):
        told = f"it is not called as asked for; {' and '.join(chosen)} is taken"
        return Aside(piece.entry, told, needs_person=True)
    return Aside(piece.entry, "not a file that is graded")


def _only(wanted: Wanted, others: Sequence[Piece]) -> tuple[Piece | None, str]:
    """The only notebook or else the only .py, and its new name; none of another assignment."""
    for kind in KINDS:
        of_kind = [piece for piece in others if stem_and_kind(piece.file)[1] == kind]
        name = next((each for each in wanted.hand_in if each.endswith(kind)), "")
        if of_kind and name:
            foreign = wanted.is_of_another(of_kind[0].file)
            return (of_kind[0], name) if len(of_kind) == 1 and not foreign else (None, "")
    return None, ""


def _none(wanted: Wanted, others: Sequence[Piece]) -> str:
    if not others:
        return "no file was handed in"
    came = first_of([piece.file for piece in others], _SHOWN)
    packed = any(piece.file.lower().endswith(PACKED) for piece in others)
    todo = (
        "; archives in it are not opened: unpack the download and then them, and collect the folder"
    )
    words = f"no file is called {' or '.join(wanted.hand_in)}; came: {came}"
    return words + todo if packed else words


def _several_beside_stubs(named: Mapping[str, Sequence[Piece]], others: Sequence[Piece]) -> str:
    stubs = first_of([piece.file for pieces in named.values() for piece in pieces], _SHOWN)
    came = first_of([piece.file for piece in others], _SHOWN)
    return f"as it was given out: {stubs}; which other file is meant cannot be told: {came}"


def _are_one(copies: Sequence[Piece], read: Read) -> bool:
    """Whether all hold the same bytes. They may be large, and are never all in memory."""
    first = read(copies[0].entry)
    if first is None:
        return False
    wanted = digest(first)
    others = (read(each.entry) for each in copies[1:])
    return all(data is not None and digest(data) == wanted for data in others)


def _newest(
    copies: Sequence[Piece], wanted: Wanted, read: Read
) -> tuple[Piece | None, list[Piece], str]:
    """The copy that counts, those that do not, and why; nobody where they cannot be told apart."""
    in_order = sorted(copies, key=lambda piece: (piece.order, len(piece.file), piece.file))
    if len(copies) == 1:
        return in_order[0], [], ""
    if len({piece.order for piece in copies}) == len(copies):
        return in_order[-1], in_order[:-1], "an earlier upload of the same file"
    if len(copies) <= _MOST_COPIES and _are_one(copies, read):
        return in_order[0], in_order[1:], "the same bytes as another file"
    if len(copies) <= _MOST_COPIES:
        changed = [piece for piece in in_order if not _is_as_given_out(piece, wanted, read)]
        if len(changed) == 1:
            return changed[0], [each for each in in_order if each not in changed], _UNTOUCHED
    listed = ", ".join(piece.entry for piece in in_order[:_SHOWN])
    return None, [], f"several files could be meant: {listed}"
