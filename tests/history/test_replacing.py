"""A plain grading: other grades for the same hand-ins are told, and what was there is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.engine.upheld import read_changes
from grader.errors import UsageError
from grader.history.results import edited_by_hand
from grader.history.words import told
from tests.history import lab
from tests.history.test_regrade import scores


def test_a_first_grading_says_nothing(tmp_path: Path) -> None:
    """Where there was nothing, nothing moves and nothing is kept."""
    replaced = lab.publish(tmp_path, lab.reports(lab.BEFORE))

    assert (replaced.moves, replaced.edited, replaced.change) == ((), (), None)
    assert list(told(replaced)) == []
    assert not (tmp_path / "regrades").exists()


def test_the_same_grades_say_nothing(out: Path) -> None:
    """Grading again with the same result keeps nothing."""
    assert list(told(lab.publish(out, lab.reports(lab.BEFORE)))) == []
    assert read_changes(out) == ()


def test_other_grades_are_named_and_kept(out: Path) -> None:
    """Each hand-in that counts for something else is a line, and the earlier reports are kept."""
    before = lab.tree(out)

    replaced = lab.publish(out, lab.reports(lab.AFTER))

    assert list(told(replaced)) == [
        "OTHER GRADES than before, though the hand-ins are the same: 2 submissions",
        "  bo (toy): 4 → 3.5; test_toy.py::test_double: failed before, passed now; "
        "test_toy.py::test_counter: passed before, failed now",
        "  cy (toy): 3 → 5; test_toy.py::test_counter: failed before, passed now",
        "what was there before is kept as change 1: `grader regrade --list --out DIR` tells more, "
        "`grader regrade --undo 1 --out DIR` puts it back",
    ]
    kept = lab.tree(out / "regrades" / "0001" / "before")
    assert kept == {name: before[name] for name in kept}
    assert {"reports/bo.json", "pages/cy.html"} < set(kept)
    assert scores(out) == {"ada": 5.0, "bo": 3.5, "cy": 5.0}


def test_a_new_hand_in_is_no_surprise(out: Path) -> None:
    """Another grade for another hand-in is what everybody expects."""
    new = [lab.report(name, of, digest="f+c") for name, of in lab.AFTER.items()]

    assert lab.publish(out, new).change is None


def test_a_grade_that_was_lost_by_our_fault_is_told(out: Path) -> None:
    """A submission that had a grade and has none now is named."""
    replaced = lab.publish(out, [*lab.reports(lab.BEFORE)[:2], lab.failed_to_grade("cy")])

    assert "  cy (toy): 3 → no grade; engine failed, was graded" in list(told(replaced))


def test_a_hand_in_that_is_gone_is_told(out: Path) -> None:
    """A report goes with its hand-in, but not in silence."""
    replaced = lab.publish(out, lab.reports(lab.BEFORE)[:2])

    assert list(told(replaced))[:2] == [
        "NO HAND-IN any more, so no report: 1 submission",
        "  cy (toy): 3 → no report; there is no hand-in any more",
    ]
    assert not (out / "reports" / "cy.json").exists()
    assert (out / "regrades" / "0001" / "before" / "reports" / "cy.json").exists()


def test_many_moves_are_cut_and_counted(tmp_path: Path) -> None:
    """A class of which everybody moves fills no screen; the history has them all."""
    names = [f"s{number:02}" for number in range(25)]
    lab.publish(tmp_path, [lab.report(name, {"double": 0.0}) for name in names])

    replaced = lab.publish(tmp_path, [lab.report(name, {"double": 2.0}) for name in names])

    said = list(told(replaced))
    assert len(said) == 1 + 20 + 1 + 1
    assert said[21] == "  and 5 more"
    assert len(read_changes(tmp_path)[0].moves) == 25


def test_a_name_cannot_disturb_a_terminal(tmp_path: Path) -> None:
    """Colour codes and line ends in a folder's name are shown, not obeyed."""
    evil = "x\x1b[31m\ny"
    lab.publish(tmp_path, [lab.report(evil, {"double": 0.0})])

    said = list(told(lab.publish(tmp_path, [lab.report(evil, {"double": 2.0})])))

    assert not any("\x1b" in line or "\n" in line for line in said)
    assert said[1].startswith("  x[U+001B][31m y (toy): 0 → 2")


def test_an_edited_report_is_told_and_kept(out: Path) -> None:
    """Numbers that somebody typed in are replaced by those of the journal, and kept."""
    path = out / "reports" / "bo.json"
    edited = path.read_text().replace('"score": 4.0', '"score": 4.5')
    path.write_text(edited)

    replaced = lab.publish(out, lab.reports(lab.BEFORE))

    said = list(told(replaced))
    assert "  bo (toy): 4 → 4; its report was edited by hand" in said
    assert any(line.startswith("EDITED BY HAND") and "bo.json" in line for line in said)
    assert (out / "regrades" / "0001" / "before" / "reports" / "bo.json").read_text() == edited
    assert scores(out)["bo"] == 4.0


@pytest.mark.parametrize("name", ["notes", "bo"])
@pytest.mark.parametrize("text", ["{}", '{"schema": "grader/rep', '{"schema": "grader/report/v0"}'])
def test_what_is_no_report_is_not_written_over(out: Path, name: str, text: str) -> None:
    """A file in reports/ that cannot be read as one is named, and nothing is written."""
    (out / "reports" / f"{name}.json").write_text(text)
    before = lab.tree(out)

    with pytest.raises(UsageError, match=rf"{name}\.json"):
        lab.publish(out, lab.reports(lab.AFTER))

    assert lab.tree(out) == before
    assert read_changes(out) == ()


def test_results_that_went_with_their_report_are_told(out: Path) -> None:
    """Where a report was taken away, what its page showed of other assignments is named."""
    later = [lab.report(name, {"double": 2.0}, assignment="later") for name in lab.BEFORE]
    lab.publish(out, later, ["later"])
    (out / "reports" / "bo.json").unlink()

    said = list(told(lab.publish(out, lab.reports(lab.BEFORE))))

    assert said[0] == "NO REPORT of results that pages show: bo (later)"
    assert "grader grade later" in said[1]
    assert list(told(lab.publish(out, lab.reports(lab.BEFORE)))) == []


def test_reports_that_were_taken_away_are_made_again_in_silence(out: Path) -> None:
    """Where everything is graded, nothing is gone."""
    later = [lab.report(name, {"double": 2.0}, assignment="later") for name in lab.BEFORE]
    lab.publish(out, later, ["later"])
    for path in (out / "reports").iterdir():
        path.unlink()

    everything = lab.publish(out, [*lab.reports(lab.BEFORE), *later], ["toy", "later"])

    assert list(told(everything)) == []


def test_an_edit_is_not_taken_for_a_grading(out: Path) -> None:
    """What is not graded now stays as it was edited, and stays known as edited."""
    path = out / "reports" / "bo.json"
    path.write_text(path.read_text().replace('"score": 4.0', '"score": 4.5'))
    later = [lab.report(name, {"double": 2.0}, assignment="later") for name in lab.BEFORE]

    said = list(told(lab.publish(out, later, ["later"])))

    assert "  not graded now, so as it was edited: other assignments in bo.json" in said
    assert '"score": 4.5' in path.read_text()
    assert edited_by_hand(out) == ["bo.json"]
    lab.publish(out, [*lab.reports(lab.BEFORE), *later], ["toy", "later"])
    assert edited_by_hand(out) == []
    assert '"score": 4.5' not in path.read_text()
