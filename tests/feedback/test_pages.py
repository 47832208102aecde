"""The HTML that students and staff read: what it says, what it keeps out, who can read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from typing import get_args

import pytest

from grader.feedback.pages import OUTCOMES, STATUSES, class_page, student_page
from grader.feedback.summary import RunFacts, summarise
from grader.records import (
    CheckReport,
    Counterexample,
    Outcome,
    QuestionReport,
    Receipt,
    Status,
    SubmissionReport,
)

Make = Callable[..., SubmissionReport]
COURSE = "Foundations of neural networks"
RUN = RunFacts(
    wall_s=3.0,
    cpu_s=5.0,
    executed=10,
    reused=0,
    promises={"unforgeable": True, "unreadable": True, "contained": False},
    unsafe=False,
)
VOID = {"meta", "br", "link", "img", "hr", "input"}


class _Page(HTMLParser):
    """The tags and the words of a page; raises where tags do not close in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(text)
        assert self._open == [], self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.words += " " + " ".join(data.split())

    def attributes(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def _student(*reports: SubmissionReport) -> str:
    return student_page(reports, course=COURSE)


def _class(reports: Sequence[SubmissionReport]) -> str:
    hrefs = {report.student: f"{n}.html" for n, report in enumerate(reports)}
    return class_page(reports, summarise(reports, RUN), course=COURSE, hrefs=hrefs)


def test_a_page_tells_what_was_lost_and_why(make_report: Make) -> None:
    """Score, receipt, reason, smallest input, both values, hint and own lines are on the page."""
    words = _Page(_student(make_report())).words

    for part in (
        "Scalar automatic differentiation",
        "student-1",
        "4 of 8 points",
        "Free text waits for a person: up to 3 more points",
        "1 of 2 answers found",
        "still the text you were given",
        "it asked for input",
        "Title of node",
        "message-node: expected 8, got 12",
        "b = a + 1",
        "a.grad",
        "12.0 value-node",
        "hint-node",
        "own-line-node",
        "Title of leaf",
        "because of the chain rule",
    ):
        assert part in words


def test_a_page_says_only_what_it_knows(make_report: Make) -> None:
    """A left-out cell is told by its reason alone, and an input is not called the smallest."""
    words = _Page(_student(make_report())).words

    assert "An input that shows it" in words
    assert "mallest" not in words
    assert "was not run to its end" not in words


@pytest.mark.parametrize(("most", "words"), [(1.0, "1 more point."), (1.5, "1.5 more points.")])
def test_one_point_is_one_point(make_report: Make, most: float, words: str) -> None:
    """What waits is counted as people count."""
    report = make_report()
    asked = report.questions[-1].model_copy(update={"max_points": most})
    report = report.model_copy(update={"questions": (*report.questions[:-1], asked)})

    assert f"up to {words}" in _Page(_student(report)).words


def test_free_text_waits_only_where_it_was_read(make_report: Make) -> None:
    """A hand-in that could not be read is promised no points for free text."""
    page = _student(make_report(status="unreadable", score=None))

    assert "Free text waits for a person" not in page


def test_a_page_holds_nothing_for_staff(make_report: Make) -> None:
    """Flags, names of checks and files of the suite are on no student's page."""
    page = _student(make_report())

    for word in ("staff-only-flag", "flaky-flag", "test_values", "hidden/"):
        assert word not in page


@pytest.mark.parametrize("rule", ["message", "outcome", "nothing"])
def test_a_page_keeps_to_the_rule_of_a_question(
    make_report: Make, make_question: Callable[..., QuestionReport], rule: str
) -> None:
    """A value that the rule withholds is not even in the page's source."""
    report = make_report(questions=(make_question("forward"), make_question("reused", show=rule)))

    page = _student(report)

    assert "value-node" not in page
    assert "value-divides" in page


def test_hostile_text_is_words_and_never_markup(make_report: Make, dirty: str) -> None:
    """Wherever a submission's text goes, it makes no tag, no template and no control code."""
    base = make_report()
    report = make_report(
        student=dirty,
        message=dirty,
        checks=tuple(
            c.model_copy(
                update={"title": dirty + c.title, "message": dirty, "hint": dirty}
                | {"traceback": (dirty,)}
            )
            for c in base.checks
        ),
        receipt=Receipt(file=dirty, notes=(dirty,), free_text={dirty: dirty}),
        flags=(dirty,),
    )

    for page in (_student(report), _class([report])):
        assert not _Page(page).attributes("script")
        assert "alert(1)" in page
        assert "{{ 7 * 7 }}" in page
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u202e\ud800-\udfff]", page)


@pytest.mark.parametrize("status", [s for s in get_args(Status) if s != "graded"])
def test_every_status_is_explained(make_report: Make, status: Status) -> None:
    """Where there is no ordinary grade, the page says what happened and what to do."""
    score = None if status == "engine_failed" else 0.0
    words = _Page(_student(make_report(status=status, score=score, checks=()))).words

    assert STATUSES[status]["title"] in words
    assert STATUSES[status]["todo"].split(".")[0] in words
    assert ("no grade yet" in words) == (status == "engine_failed")


def test_every_outcome_has_words() -> None:
    """No outcome that can be shown lacks an icon or words."""
    assert set(OUTCOMES) == set(get_args(Outcome)) - {"passed"}
    assert all(one["icon"] and one["words"] for one in OUTCOMES.values())


def test_pages_load_nothing_and_run_nothing(make_report: Make) -> None:
    """A page has no script, no address but its own, and a policy that forbids both."""
    for text in (_student(make_report()), _class([make_report()])):
        page = _Page(text)
        policies = [m["content"] for m in page.attributes("meta") if "http-equiv" in m]
        hrefs = [a["href"] or "" for a in page.attributes("a")]

        assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]
        assert not page.attributes("script") + page.attributes("link") + page.attributes("img")
        assert all(href.startswith("#") or href == "0.html" for href in hrefs)
        assert "http://" not in text
        assert "https://" not in text
        assert "url(" not in text
        assert not any(name.startswith("on") for _, names in page.tags for name in names)


def test_pages_can_be_read_without_eyes_or_mouse(make_report: Make) -> None:
    """Language, title, landmarks, skip link, captions, scopes, headings and focus are there."""
    for text in (_student(make_report()), _class([make_report()])):
        page = _Page(text)
        names = [tag for tag, _ in page.tags]
        levels = [int(tag[1]) for tag in names if re.fullmatch("h[1-6]", tag)]
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]

        assert page.attributes("html")[0]["lang"] == "en"
        assert names.count("title") == names.count("h1") == names.count("main") == 1
        assert "header" in names
        assert "footer" in names
        assert page.attributes("a")[0] == {"class": "skip", "href": "#main"}
        assert names.count("caption") == names.count("table")
        assert all("scope" in attributes for attributes in page.attributes("th"))
        assert all(attributes.get("tabindex") == "0" for attributes in page.attributes("pre"))
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in pairwise(levels))
        assert len(ids) == len(set(ids))


def test_one_page_holds_all_assignments_of_a_student(make_report: Make) -> None:
    """Each assignment has its section, reached from a list at the top, and no id appears twice."""
    page = _Page(_student(make_report(), make_report(assignment="second", title="The second")))
    hrefs = [attributes["href"] for attributes in page.attributes("a")]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]

    assert hrefs == ["#main", "#number_with_grad", "#second"]
    assert len(ids) == len(set(ids))


def test_an_empty_class_has_a_page(make_report: Make) -> None:
    """A run without hand-ins says so instead of failing."""
    assert "nothing to show" in _Page(_class([])).words


def test_a_question_that_nobody_could_be_graded_in_has_a_column(make_report: Make) -> None:
    """A class in which every hand-in was unreadable is listed all the same."""
    report = make_report(status="unreadable", score=0.0, checks=())

    assert "unreadable" in _Page(_class([report])).words


def test_the_class_list_shows_what_staff_must_look_at(make_report: Make) -> None:
    """Flags with their counts, and the words of an engine failure, are on the class list."""
    failed = make_report(
        student="student-2", status="engine_failed", score=None, message="launcher died"
    )
    words = _Page(_class([make_report(), failed])).words

    assert "staff-only-flag" in words
    assert "flaky-flag (2 checks)" in words
    assert "launcher died" in words
    assert "Not to be given to students" in words


def test_the_class_list_is_ordered_as_a_person_looks(make_report: Make) -> None:
    """Names are sorted without regard to case and accents."""
    names = ["zoe", "Åsa", "Bo", "asb"]
    words = _Page(_class([make_report(student=name) for name in names])).words

    assert [words.index(name) for name in ("Åsa", "asb", "Bo", "zoe")] == sorted(
        words.index(name) for name in names
    )


def test_an_unsafe_run_says_so(make_report: Make) -> None:
    """A page made without full protection is marked provisional."""
    assert "Provisional" in _Page(_student(make_report(unsafe=True))).words
    assert "Provisional" not in _Page(_student(make_report())).words


def test_a_check_that_was_not_judged_costs_nothing_in_words(
    make_report: Make, make_check: Callable[..., CheckReport]
) -> None:
    """A check lost by our fault says so, and names no cost."""
    report = make_report(checks=(make_check("node", "reused", outcome="ours", points=0.0),))
    words = _Page(_student(report)).words

    assert "not judged, and not your fault" in words
    assert "costs" not in words


def test_code_in_a_sentence_is_set_as_code(
    make_report: Make, make_check: Callable[..., CheckReport]
) -> None:
    """Words between backticks are set as code, escaped like all others."""
    report = make_report(
        checks=(make_check("node", "reused", outcome="failed", hint="Write `__rsub__` or `<b>`."),)
    )

    page = _student(report)

    assert "Write <code>__rsub__</code> or <code>&lt;b&gt;</code>." in page


def test_an_echo_of_both_values_is_left_out(
    make_report: Make, make_check: Callable[..., CheckReport]
) -> None:
    """A message that says only what the two values below it say is not printed twice."""
    example = Counterexample(program="a.grad", what="a.grad", expected="8.0", got="12.0")
    pages = [
        _Page(
            _student(
                make_report(
                    checks=(
                        make_check(
                            "node",
                            "reused",
                            outcome="failed",
                            message=message,
                            counterexample=example,
                        ),
                    )
                )
            )
        ).words
        for message in ("a.grad: expected 8.0, got 12.0.", "the gradient: expected 8.0, got 12.0.")
    ]

    assert ["got 12.0" in words for words in pages] == [False, True]
    assert all("12.0" in words for words in pages)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
@pytest.mark.parametrize("text", ["ink", "muted", "good", "bad", "wait", "link"])
@pytest.mark.parametrize("ground", ["paper", "sheet", "code"])
def test_every_text_stands_out_from_its_ground(scheme: int, text: str, ground: str) -> None:
    """Each colour of text has a contrast of 4.5 to 1 or more with each ground, in every scheme."""
    css = files("grader.feedback").joinpath("templates/style.css").read_text()
    schemes = [
        dict(re.findall(r"--(\w+): (#[0-9a-f]+)", block))
        for block in re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    ]
    light, dark = sorted(
        (_luminance(schemes[scheme][text]), _luminance(schemes[scheme][ground])), reverse=True
    )

    assert (light + 0.05) / (dark + 0.05) >= 4.5
