"""What a run leaves in its folder, whole files only."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote

import pytest

from grader.errors import GraderError, UsageError
from grader.feedback.publish import Published, publish, write_text
from grader.feedback.report_files import file_name
from grader.feedback.summary import RunFacts
from grader.records import REPORT_SCHEMA, SubmissionReport

Make = Callable[..., SubmissionReport]
RUN = RunFacts(wall_s=1.0, cpu_s=1.0, executed=1, reused=0, promises={}, unsafe=False)


def _publish(
    reports: Sequence[SubmissionReport],
    out: Path,
    graded_now: Sequence[str] = ("number_with_grad",),
) -> Published:
    return publish(
        reports,
        out,
        course="Foundations of neural networks",
        assignments=("first", "number_with_grad", "last"),
        graded_now=graded_now,
        run=RUN,
    )


def _files(out: Path) -> set[str]:
    return {str(path.relative_to(out)) for path in out.rglob("*") if path.is_file()}


def test_a_run_leaves_reports_pages_list_and_summary(make_report: Make, tmp_path: Path) -> None:
    """Each student has a report and a page; the class has a list and a summary; nothing else."""
    published = _publish([make_report(student="ada"), make_report(student="bo")], tmp_path)

    assert _files(tmp_path) == {
        "reports/ada.json",
        "reports/bo.json",
        "pages/ada.html",
        "pages/bo.html",
        "pages/index.html",
        "summary.json",
    }
    assert published.pages["ada"] == tmp_path / "pages" / "ada.html"


def test_a_report_is_the_record_in_full(make_report: Make, tmp_path: Path) -> None:
    """The file in reports/ gives back the very record, whatever a student may see of it."""
    report = make_report()

    _publish([report], tmp_path)

    document = json.loads((tmp_path / "reports" / "student-1.json").read_text(encoding="utf-8"))
    assert document["schema"] == REPORT_SCHEMA
    assert [SubmissionReport.model_validate_json(json.dumps(r)) for r in document["reports"]] == [
        report
    ]


def test_another_assignment_is_kept(make_report: Make, tmp_path: Path) -> None:
    """Grading a second assignment into the same folder leaves the first on each page, in order."""
    _publish([make_report(assignment="last", title="The last")], tmp_path, ["last"])

    _publish([make_report(assignment="first", title="The first")], tmp_path, ["first"])

    page = (tmp_path / "pages" / "student-1.html").read_text(encoding="utf-8")
    assert page.index("The first") < page.index("The last")
    assert json.loads((tmp_path / "summary.json").read_text())["n"] == 2


def test_a_withdrawn_hand_in_disappears(make_report: Make, tmp_path: Path) -> None:
    """A student who is no longer among the hand-ins loses page and report."""
    _publish([make_report(student="ada"), make_report(student="bo")], tmp_path)

    _publish([make_report(student="bo")], tmp_path)

    assert not any("ada" in name for name in _files(tmp_path))


def test_foreign_files_are_left_alone(make_report: Make, tmp_path: Path) -> None:
    """A file in reports/ that is not ours, or is broken, is named, and nothing is written."""
    (tmp_path / "reports").mkdir()
    foreign = {"notes.json": '{"mine": 1}', "half.json": '{"schema": "grader/rep'}
    for name, text in foreign.items():
        (tmp_path / "reports" / name).write_text(text)

    with pytest.raises(UsageError, match=r"half\.json(.|\n)*notes\.json"):
        _publish([make_report()], tmp_path)

    assert _files(tmp_path) == {f"reports/{name}" for name in foreign}
    assert {name: (tmp_path / "reports" / name).read_text() for name in foreign} == foreign


@pytest.mark.parametrize("name", ["index", "Index", "a/b", "..", "Zoë", "a b", "a#b?c", "100%"])
def test_every_name_has_its_own_page_and_a_link_to_it(
    make_report: Make, tmp_path: Path, name: str
) -> None:
    """No name leaves the folder or takes the class list's place, and the list's link finds it."""
    published = _publish([make_report(student=name)], tmp_path)
    page, index = published.pages[name], published.index

    assert page.parent == tmp_path / "pages"
    assert page.name.casefold() != "index.html"
    href = index.read_text(encoding="utf-8").split('<th scope="row"><a href="')[1].split('"')[0]
    assert (tmp_path / "pages" / unquote(href)) == page
    assert page.is_file()


def test_distinct_names_have_distinct_files() -> None:
    """The class list's name and its escaped form do not fall together."""
    names = ["index", "Index", "%69ndex", "%49ndex", "%index"]

    assert len({file_name(name).casefold() for name in names}) == len(names)


def test_text_that_cannot_be_written_is_replaced(make_report: Make, tmp_path: Path) -> None:
    """A lone surrogate in a record costs no one the run's results."""
    _publish([make_report(message="a\ud800b")], tmp_path)

    assert "a?b" in (tmp_path / "reports" / "student-1.json").read_text(encoding="utf-8")


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """Writing anew leaves the new text, readable by others, and no temporary file."""
    path = tmp_path / "deep" / "page.html"
    write_text(path, "old")

    write_text(path, "new")

    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o644
    assert [p.name for p in path.parent.iterdir()] == ["page.html"]


def test_a_folder_that_cannot_be_written_can_be_chosen_anew(tmp_path: Path) -> None:
    """Where results cannot be written, the message names the file and says what is kept."""
    (tmp_path / "pages").write_text("a file, not a folder")

    with pytest.raises(UsageError, match=r"writing .*page\.html") as caught:
        write_text(tmp_path / "pages" / "page.html", "text")

    assert "what was graded is kept" in caught.value.todo


def test_a_full_disk_is_no_mistake_of_the_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk is full, the message says so and blames the machine."""

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)

    with pytest.raises(GraderError, match="No space left") as caught:
        write_text(tmp_path / "page.html", "text")

    assert caught.value.exit_code == 3
    assert list(tmp_path.iterdir()) == []


def test_the_class_list_names_what_is_in_the_wrong_place(make_report: Make, tmp_path: Path) -> None:
    """Folders without the assignment and loose files stand on the list for staff, as words."""
    published = publish(
        [make_report()],
        tmp_path,
        course="Foundations of neural networks",
        assignments=("number_with_grad",),
        graded_now=("number_with_grad",),
        run=RUN,
        without={"number_with_grad": ("bob (it has Number)", "<b>eve"), "": ("loose.py",)},
    )

    page = published.index.read_text(encoding="utf-8")
    assert "2 student folders hold no number_with_grad: bob (it has Number), &lt;b&gt;eve" in page
    assert "not in a student&#39;s folder: loose.py" in page
    assert "bob" not in published.pages["student-1"].read_text(encoding="utf-8")
