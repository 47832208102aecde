"""Points that a regrade lets stand: when they do, for how long, and how many."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.engine.upheld import (
    FLAG,
    InForce,
    holds_in_force,
    let_stand,
    load_holds,
    read_changes,
    same_hand_in,
    uphold,
)
from grader.errors import GraderError
from grader.records import CHANGE_SCHEMA, Change, Hold, SubmissionReport, to_json
from tests.engine import toy
from tests.history import lab

AT = datetime(2027, 1, 20, 12, tzinfo=UTC)
QUESTIONS = ("a", "b", "c")
EARNED = st.fixed_dictionaries(dict.fromkeys(QUESTIONS, st.sampled_from([0.0, 0.25, 1 / 3, 1.0])))


def hold(points: dict[str, float], **fields: Any) -> Hold:
    """What `ada` had."""
    paid = {name: lab.POINTS.get(name, 1.0) for name in points}
    given: dict[str, Any] = {
        "student": "ada", "assignment": "toy", "digest": lab.DIGESTS.format("ada"),
        "points": points, "max_points": paid,
    }  # fmt: skip
    return Hold(**{**given, **fields})


def change(number: int, policy: Any = "never-lower", **fields: Any) -> Change:
    """An entry of the history."""
    given: dict[str, Any] = {"kind": "regrade", "at": AT, "by": "kim", "reason": "r"}
    return Change(number=number, policy=policy, **{**given, **fields})


def upheld(report: SubmissionReport, of: Hold, policy: Any) -> SubmissionReport:
    """The report with that hold in force."""
    force = {("ada", "toy"): InForce(of, change(7, policy))}
    (made,) = uphold([report], force)
    return made


@toy.FIXED
@given(EARNED, EARNED)
def test_keep_best_gives_each_question_its_better_points(
    then: dict[str, float], now: dict[str, float]
) -> None:
    """By keep-best every question has the larger of both, and the score is their sum."""
    made = upheld(lab.report("ada", now), hold(then), "keep-best")

    best = {name: max(then[name], now[name]) for name in QUESTIONS}
    assert {q.id: q.points for q in made.questions} == best
    assert made.score == pytest.approx(sum(best.values()), abs=1e-9)


@toy.FIXED
@given(EARNED, EARNED)
def test_never_lower_takes_the_better_total_whole(
    then: dict[str, float], now: dict[str, float]
) -> None:
    """By never-lower the points are the earlier ones or the new ones, whichever are more."""
    made = upheld(lab.report("ada", now), hold(then), "never-lower")

    fell = sum(map(Fraction, then.values())) - sum(map(Fraction, now.values())) > Fraction(1, 10**9)
    assert {q.id: q.points for q in made.questions} == (then if fell else now)
    assert (made.upheld is not None) == fell
    assert (FLAG in made.flags) == fell


@toy.FIXED
@given(EARNED, EARNED, st.sampled_from([0.0, 0.5, 1.0]))
def test_what_is_shown_tells_nothing_of_what_is_withheld(
    then: dict[str, float], now: dict[str, float], other: float
) -> None:
    """Which points of shown questions stand hangs on shown questions alone."""

    def shown(withheld: float) -> dict[str, float | None]:
        report = lab.report("ada", now | {"b": withheld})
        questions = tuple(
            q.model_copy(update={"show": "nothing" if q.id == "b" else "full"})
            for q in report.questions
        )
        of = report.model_copy(update={"questions": questions})
        made = upheld(of, hold(then), "never-lower")
        assert sum(q.points or 0 for q in made.questions) >= sum(then.values()) - 1e-9
        return {q.id: q.points for q in made.questions if q.id != "b"}

    assert shown(now["b"]) == shown(other)


def test_what_stands_is_said() -> None:
    """A report with earlier points names the change, the policy, the day and the questions."""
    made = upheld(
        lab.report("ada", {"double": 1.0, "counter": 3.0}),
        hold({"double": 2.0, "counter": 2.0}),
        "keep-best",
    )

    assert made.upheld is not None
    assert (made.upheld.change, made.upheld.policy, made.upheld.at) == (7, "keep-best", AT)
    assert made.upheld.questions == ("double",)
    assert (made.score, made.final) == (5.0, 5.0)


@pytest.mark.parametrize(
    ("paid", "pays", "had", "has"),
    [(4.0, 2.0, 3.0, 1.5), (1.0, 2.0, 1.0, 2.0), (2.0, 2.0, 5.0, 2.0)],
)
def test_a_question_that_pays_otherwise_keeps_its_share(
    paid: float, pays: float, had: float, has: float
) -> None:
    """Three of four points are one and a half of two, and nothing is more than all."""
    now = lab.report("ada", {"double": 0.0})
    now = now.model_copy(
        update={"questions": (now.questions[0].model_copy(update={"max_points": pays}),)}
    )

    assert let_stand(now, hold({"double": had}, max_points={"double": paid}), "keep-best") == {
        "double": has
    }


@pytest.mark.parametrize(
    "now",
    [
        lab.report("ada", {"double": 0.0}, digest="file-new+code-new"),
        lab.report("ada", {"double": 0.0}, digest=""),
        lab.failed_to_grade("ada"),
    ],
    ids=["another hand-in", "not known", "no grade"],
)
@pytest.mark.parametrize("policy", ["never-lower", "keep-best"])
def test_nothing_stands_for_another_hand_in(now: SubmissionReport, policy: Any) -> None:
    """A new hand-in is graded afresh, and a missing grade is never made up."""
    assert upheld(now, hold({"double": 2.0}), policy) == now


def test_a_hand_in_is_known_by_its_file_or_its_code() -> None:
    """The same code in another file, or the same file read otherwise, is the same hand-in."""
    assert same_hand_in("f1+c1", "f2+c1")
    assert same_hand_in("f1+c1", "f1")
    assert not same_hand_in("f1+c1", "f2+c2")
    assert not same_hand_in("", "")


def test_a_question_that_is_new_keeps_what_it_has() -> None:
    """An earlier total is compared on the questions that are asked now."""
    now = lab.report("ada", {"double": 0.0, "new": 1.0})

    made = upheld(now, hold({"double": 2.0, "gone": 9.0}), "never-lower")
    assert {q.id: q.points for q in made.questions} == {"double": 2.0, "new": 1.0}


def test_the_last_regrade_of_a_submission_decides() -> None:
    """A later regrade ends earlier holds, and taking it back brings them back."""
    key = ("ada", "toy")
    first = change(1, covered=(key,), holds=(hold({"double": 2.0}),))
    second = change(2, "replace", covered=(key,))
    back = change(3, "replace", kind="undo", undoes=2)

    assert holds_in_force([first])[key].change == first
    assert holds_in_force([first, second]) == {}
    assert holds_in_force([first, second, back])[key].change == first
    assert holds_in_force([first, change(2, "replace", kind="undo", undoes=1)]) == {}


def stored(out: Path, entry: Change, **wrong: Any) -> Path:
    """The file of an entry, some of its fields replaced."""
    path = out / "regrades" / f"{entry.number:04}" / "change.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"schema": CHANGE_SCHEMA, **to_json(entry), **wrong}))
    return path


def test_the_history_is_read_in_order(tmp_path: Path) -> None:
    """Entries come by number, also beyond four digits; without a folder there are none."""
    assert read_changes(tmp_path) == ()
    for number in (10000, 2, 9999):
        stored(tmp_path, change(number))

    assert [entry.number for entry in read_changes(tmp_path)] == [2, 9999, 10000]


@pytest.mark.parametrize(
    ("wrong", "came"),
    [
        ({"schema": "another"}, "no grader/change/v1"),
        ({"number": 5}, "the number 5"),
        ({"policy": "best"}, "a record with 1 mistakes"),
        ({"more": 1}, "a record with 1 mistakes"),
    ],
)
def test_a_damaged_entry_stops_everything(tmp_path: Path, wrong: dict[str, Any], came: str) -> None:
    """What an entry lets stand is never lost in silence: it is our fault, and nothing is graded."""
    stored(tmp_path, change(1), **wrong)

    with pytest.raises(GraderError, match=came):
        load_holds(tmp_path)


def test_an_entry_that_is_no_json_stops_everything(tmp_path: Path) -> None:
    """A file that was cut off is told as damaged."""
    stored(tmp_path, change(1)).write_text('{"schema":')

    with pytest.raises(GraderError, match="JSONDecodeError"):
        load_holds(tmp_path)


def test_a_history_that_cannot_be_listed_stops_everything(tmp_path: Path) -> None:
    """What it lets stand would else be taken for nothing."""
    (tmp_path / "regrades").write_text("no folder")

    with pytest.raises(GraderError, match="NotADirectoryError"):
        load_holds(tmp_path)
