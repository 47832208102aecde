"""Whose hand-in counts where several people of one download are the same student.

May import `names` and `roll`; must never prefer one of two who are known equally well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from grader.intake.names import Person
from grader.intake.roll import Known, Sure


@dataclass(frozen=True, slots=True)
class Whose:
    """What the whole download says of one person."""

    known: Known
    not_for: Mapping[str, str] = field(default_factory=dict)
    """Of the student's folders those for which it does not count, and why."""

    @property
    def given(self) -> tuple[str, ...]:
        """The students for whom it counts."""
        return tuple(one for one in self.known.folders if one not in self.not_for)


def settle(people: Mapping[str, Person], known: Mapping[str, Known]) -> dict[str, Whose]:
    """By the key of each person for whom the hand-in counts: who is known best, if it is one.

    Anybody may choose a name. So a name gives way to an id, and a group's name to a student; and a
    group's name that is a person's own choice counts only where nobody hands in alone. Of several
    who are known equally well nobody counts.
    """
    alone = {one for each in known.values() if each.sure > Sure.GROUP for one in each.folders}
    left = {key: _no_group(people[key], each, alone) for key, each in known.items()}
    keys_of: dict[str, list[str]] = defaultdict(list)
    for key, each in left.items():
        for student in each.folders:
            keys_of[student].append(key)
    found: dict[str, Whose] = {}
    for key, each in left.items():
        not_for: dict[str, str] = {}
        for student in each.folders:
            rank = {other: _rank(people[other], left[other]) for other in keys_of[student]}
            best = [other for other in rank if rank[other] == max(rank.values())]
            if key not in best and each.sure > Sure.GROUP:
                each = _surer(people[key], student, [people[other] for other in best])
            elif key not in best:
                own = _names(people[other] for other in best)
                not_for[student] = f"{student} has a hand-in of their own beside the group's: {own}"
            elif len(best) > 1:
                who = _names(people[other] for other in keys_of[student])
                not_for[student] = f"several are the same student: {who}"
        found[key] = Whose(each, not_for)
    return found


def _rank(person: Person, known: Known) -> Sure:
    """How well a person is known: the name of a folder is no more than any other name."""
    by_name = known.sure > Sure.GROUP and not person.chose_name
    return Sure.NAME if by_name else known.sure


def _no_group(person: Person, known: Known, alone: Iterable[str]) -> Known:
    """Nobody, where a person is called like a group in a download of students."""
    if known.sure > Sure.GROUP or not person.chose_name or not alone:
        return known
    why = (
        f"{person.name!r} is called like a group of roster.csv, but single students hand in here, "
        f"and one can choose that name; if {', '.join(known.folders)} handed it in together, "
        "collect it from a folder in which nobody hands in alone"
    )
    return Known((), why=why)


def _surer(person: Person, student: str, best: Iterable[Person]) -> Known:
    """Nobody, since somebody else is the student more surely."""
    why = (
        f"{person.name!r} could be {student}, but another one here is surer to be {student}: "
        f"{_names(best)}; if this one counts, put it into {student}'s folder by hand"
    )
    return Known((), why=why)


def _names(people: Iterable[Person]) -> str:
    return ", ".join(sorted({one.name or one.key for one in people}))
