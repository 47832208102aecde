"""The page and the table of a question: who stands in them, in which order, and how."""

from __future__ import annotations

import html.parser
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import Course
from grader.engine.marking import add_marks
from grader.errors import GraderError, UsageError
from grader.marking.hand_out import HandedOut
from tests.engine.test_marking import mark
from tests.marking import desk

Export = Callable[..., tuple[HandedOut, ...]]
HOSTILE = [
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "</pre></article><h1>hello</h1>{{ 7 * 7 }}{% raw %}",
    "=HYPERLINK(1)",
    "\x1b[31mred\x1b[0m \u202eevil\u202c\x07",
    "شرح طويل b = a + 1 في الوسط",
    "word " * 2000,
    "x" * 10000,
    "\t indented\n      deep",
    "line\n" * 300,
]


class _Reader(html.parser.HTMLParser):
    """Collects tags and the text of each `pre`."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        self.inside = tag == "pre"
        if self.inside:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "pre"

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data


def read(page: Path) -> _Reader:
    """The page, parsed."""
    reader = _Reader()
    reader.feed(page.read_text(encoding="utf-8"))
    return reader


def test_each_question_has_a_page_and_a_table(export: Export, tmp_path: Path) -> None:
    """Both are named after assignment and question, and nothing else is written there."""
    done = export()

    names = {path.name for path in (tmp_path / "marking").iterdir()}
    assert names == {"toy-why.html", "toy-why.csv", "toy-how.html", "toy-how.csv"}
    assert [(one.reading.question.id, len(one.reading.rows)) for one in done] == [
        ("why", 3),
        ("how", 4),
    ]
    assert done[0].reading.blank == ("dee",)


def test_the_table_has_a_row_for_each_answer_and_a_column_for_each_item(why: Path) -> None:
    """Students by name, equal answers together, items and points with what they pay."""
    found = desk.rows(why)

    assert list(found[0]) == [
        "student", "assignment", "question", "answer", "keeps (2)", "adds (0.5)",
        "points (of 3)", "comment", "reader",
    ]  # fmt: skip
    assert [row["student"] for row in found] == ["ada", "bo", "cy"]
    assert {(row["assignment"], row["question"]) for row in found} == {("toy", "why")}
    codes = [row["answer"].partition("-") for row in found]
    assert codes[1][0] == codes[2][0] != codes[0][0]
    assert len({code[2] for code in codes}) == 3
    assert {row["points (of 3)"] for row in found} == {""}


def test_equal_answers_stand_together_once_on_the_page(export: Export) -> None:
    """Bo's and cy's text is shown once with both their names and rows."""
    page = export(questions=["why"])[0].page
    assert page is not None
    text = page.read_text(encoding="utf-8")

    assert text.count("Since it adds.") == 1
    assert "3 answers in 2 different texts" in text
    assert re.search(r"bo, row 3 of the table", text)
    assert re.search(r"cy, row 4 of the table", text)


def test_the_page_shows_rubric_comments_question_and_model_answer(export: Export) -> None:
    """What a reader needs stands beside the answers."""
    page = export(questions=["why"])[0].page
    assert page is not None
    text = page.read_text(encoding="utf-8")

    for words in ("Says that the old count is kept.", "#reason", "Say why.", "3 points each"):
        assert words in text
    assert "Because addition keeps what was counted before." in "\n".join(read(page).texts)


@pytest.mark.parametrize("blind", [False, True])
def test_hostile_answers_are_shown_as_they_were_written(
    course: Course, tmp_path: Path, blind: bool, export: Export
) -> None:
    """No tag of an answer becomes one of the page, and no character of its text is lost."""
    reports = [desk.report(f"student{i:02}", text) for i, text in enumerate(HOSTILE)]
    desk.results(tmp_path, reports)

    one = export(questions=["why"], blind=blind)[0]

    assert one.page is not None
    parsed = read(one.page)
    assert {"script", "img", "iframe", "a"} & set(parsed.tags) == {"a"}
    assert parsed.tags.count("h1") == 1
    shown = [text.strip("\n") for text in parsed.texts]
    for text in HOSTILE:
        if "\x1b" not in text:
            assert text.strip("\n") in shown
    assert any("red [U+202E]evil[U+202C][U+0007]" in text for text in shown)


def test_a_formula_in_a_name_is_not_run(tmp_path: Path, export: Export) -> None:
    """A folder's name that a spreadsheet would run has an apostrophe in front."""
    desk.results(tmp_path, [desk.report("=cmd|'/c calc'!A1"), desk.report("-5")])

    table = export(questions=["why"])[0].table

    assert table is not None
    assert [row["student"] for row in desk.rows(table)] == ["-5", "'=cmd|'/c calc'!A1"]


def test_a_blind_reading_holds_no_name(tmp_path: Path, course: Course, export: Export) -> None:
    """Neither page nor table nor a file's name tells a name, an e-mail address, an id or a file."""
    (course.root / "roster.csv").write_text(
        "student,name,email,canvas_id\nada,Augusta King,ada@example.edu,90017\n"
    )
    report = desk.report("ada")
    receipt = report.receipt.model_copy(update={"file": "augusta_king.ipynb"})
    desk.results(tmp_path, [report.model_copy(update={"receipt": receipt}), desk.report("bo")])

    one = export(blind=True)[0]

    assert one.table is not None
    assert next(iter(desk.rows(one.table)[0])) == "pseudonym"
    for path in (tmp_path / "marking").iterdir():
        text = path.name + path.read_text(encoding="utf-8")
        assert not re.search(r"(?i)\b(ada|bo|augusta|king|90017)\b|ada@|augusta_king", text)


def test_pseudonyms_stay_and_differ_between_folders(
    tmp_path: Path, course: Course, export: Export
) -> None:
    """The same student has the same pseudonym in every export, and another one elsewhere."""
    first = export("one", blind=True, questions=["why"])[0]
    second = export("two", blind=True, questions=["how"])[0]
    (tmp_path / "graded" / "marking.key").unlink()
    third = export("three", blind=True, questions=["how"])[0]

    handed_out = (first, second, third)
    names = [{answer.student: answer.shown for answer in o.reading.rows} for o in handed_out]
    assert all(names[1][student] == shown for student, shown in names[0].items())
    assert set(names[1].values()).isdisjoint(names[2].values())
    assert all(re.fullmatch(r"[a-z]{5}-[a-z]{5}-[a-z]{5}", shown) for shown in names[2].values())


def test_a_blind_order_says_nothing_of_names(tmp_path: Path, export: Export) -> None:
    """Thirty students are not in the order of their names, and the order stays."""
    desk.results(tmp_path, [desk.report(f"s{n:02}", f"Answer {n}.") for n in range(30)])

    one, two = (export(to, blind=True, questions=["why"])[0] for to in ("one", "two"))

    order = [answer.student for answer in one.reading.rows]
    assert order == [answer.student for answer in two.reading.rows]
    assert order != sorted(order)


def test_who_is_named_in_an_answer_is_told(tmp_path: Path, course: Course, export: Export) -> None:
    """A blind reading cannot hide what students write about themselves, so it says whose."""
    (course.root / "roster.csv").write_text("student,name\nada,Augusta King\nbo,Bo\n")
    desk.results(tmp_path, [desk.report("ada", "by AUGUSTA"), desk.report("bo", "I am Bo")])

    one = export(blind=True, questions=["why"])[0]

    pseudonyms = {answer.student: answer.shown for answer in one.reading.rows}
    assert one.named == (pseudonyms["ada"],)  # `bo` is too short to be told from other words


def test_the_secret_is_readable_by_its_owner_alone(export: Export, out: Path) -> None:
    """The file that turns pseudonyms back is private, and stays the same."""
    export("one")
    before = (out / "marking.key").read_bytes()
    export("two")

    assert (out / "marking.key").stat().st_mode & 0o777 == 0o600
    assert (out / "marking.key").read_bytes() == before


def test_a_damaged_secret_is_not_replaced(export: Export, out: Path) -> None:
    """With another secret no table of before could be imported, so nothing is made up."""
    export("one")
    (out / "marking.key").write_text("short")

    with pytest.raises(GraderError, match="5 bytes of another form"):
        export("two")


def test_only_what_waits_is_handed_out(export: Export, out: Path) -> None:
    """A marked answer is left out, one whose answer changed comes back, `all` has everybody."""
    read_ = desk.report("ada").receipt.free_text["why"]
    from grader.engine.marking import digest_of

    add_marks(out, [mark(student="ada", answer=digest_of(read_)), mark(student="bo")])

    waiting = export("one", questions=["why"])[0].reading
    everybody = export("two", questions=["why"], which="all")[0]

    assert [answer.student for answer in waiting.rows] == ["bo", "cy"]
    assert [answer.student for answer in everybody.reading.rows] == ["ada", "bo", "cy", "dee"]
    assert everybody.table is not None
    found = {row["student"]: row for row in desk.rows(everybody.table)}
    assert (found["ada"]["points (of 3)"], found["ada"]["reader"]) == ("2", "anna")
    assert (found["bo"]["points (of 3)"], found["bo"]["reader"]) == ("", "")


def test_who_left_and_who_is_excused(tmp_path: Path, export: Export) -> None:
    """A dropped student is never handed out, an excused one only among all."""
    desk.results(
        tmp_path,
        [desk.report("ada", enrolment="dropped"), desk.report("bo", enrolment="excused")],
    )

    assert export("one", questions=["why"])[0].reading.rows == ()
    rows = export("two", questions=["why"], which="all")[0].reading.rows
    assert [answer.student for answer in rows] == ["bo"]


def test_nothing_to_read_writes_nothing(tmp_path: Path, export: Export) -> None:
    """Where nobody has an answer there is neither page nor table."""
    desk.results(tmp_path, [desk.report("ada", "", "")])

    done = export()

    assert [(one.page, one.table) for one in done] == [(None, None), (None, None)]
    assert not (tmp_path / "marking").exists()


def test_a_table_that_may_be_filled_in_is_not_written_over(export: Export, why: Path) -> None:
    """A second export into the folder is refused whole; the same bytes are no reason to refuse."""
    export(questions=["why"])
    desk.fill(why, {"ada": {"points (of 3)": "3"}})
    before = why.read_bytes()

    with pytest.raises(UsageError, match="may hold marks that were not imported yet"):
        export()

    assert why.read_bytes() == before
    assert not (why.parent / "toy-how.csv").exists()


@pytest.mark.parametrize(
    "place",
    [
        "course/assignments/x",
        "course/solutions",
        "course/release",
        "course/feedback/ada",
        "graded/pages",
        "graded/reports/y",
    ],
)
def test_folders_of_others_are_refused(export: Export, place: str, tmp_path: Path) -> None:
    """Answers are never put where students get files, nor among the results."""
    with pytest.raises(UsageError, match="which is or lies in"):
        export(place)

    assert list(tmp_path.rglob("toy-*.csv")) == []


def test_unknown_questions_are_refused_with_the_nearest(export: Export) -> None:
    """A question that is none, or that checks grade, is refused."""
    with pytest.raises(UsageError, match="did you mean 'why'"):
        export(questions=["whi"])
    with pytest.raises(UsageError, match="known: how, why"):
        export(questions=["double"])


def test_semicolons_and_commas(export: Export, out: Path) -> None:
    """For spreadsheets that want them, columns are parted by semicolons and decimals by commas."""
    from grader.engine.marking import digest_of

    add_marks(out, [mark(1.5, answer=digest_of("Because."))])

    table = export(questions=["why"], which="all", semicolon=True)[0].table

    assert table is not None
    assert table.read_bytes().startswith(b"\xef\xbb\xbfstudent;assignment;")
    assert {row["student"]: row["points (of 3)"] for row in desk.rows(table)}["ada"] == "1,5"


def test_the_example_of_a_report_is_as_the_grader_writes_it(out: Path) -> None:
    """The reports of these tests are whole: the file says so itself."""
    document = json.loads((out / "reports" / "ada.json").read_text(encoding="utf-8"))

    assert document["sha256"]
