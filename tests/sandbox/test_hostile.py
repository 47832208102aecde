"""Every hostile submission, graded by the real command, in each way that the grader is set up."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tests import hostile_set
from tests.deployments import DEPLOYMENTS
from tests.engine import class_lab, made_class
from tests.hostile_set import Class, Graded

pytestmark = pytest.mark.needs("linux", "root", "landlock", "seccomp", "schedstat")
EVERYTHING: tuple[str, ...] = ()
CROWD = made_class.made(12)
LEAST = {"honest": 2, "forge": 134, "read": 36, "deny": 175, "interfere": 33, "evade": 119}
"""How many of each group there are at least."""
CODES = set("\x00\x07\x08\x1b\x7f\x85\x90\x9b\x9d\u202d\u202e\u2066\u2067\u2068\u200b\u200f\ufeff")
COMMANDS = ("::", "##[", "##vso[", "##teamcity[", "section_start:")
ACTING = frozenset(
    ("script", "iframe", "object", "embed", "base", "form", "input", "link", "video", "audio")
)
OURS = re.compile(r"#|data:image/png;base64,|[\w.%-]+\.html(#|\Z)")
TOUCHING = tuple(
    each.name
    for each in hostile_set.read_all()
    if each.header["group"] in ("honest", "read", "interfere")
    or each.name in (
        "always_equal", "exit_in_call", "fork_bomb", "large_files", "memory_outside_the_limit",
        "run_a_program", "state_between_checks", "thread_bomb", "trace_other_processes",
    )
)  # fmt: skip
"""Those that depend on the locks of the machine, rather than on the judge alone."""
WHOLE = ("root",)
PART = (
    "user", "user-without-bubblewrap", "docker-root", "docker-user", "root-without-bubblewrap",
    "no-user-namespaces", "rootless-container", "root-without-landlock",
)  # fmt: skip
NEED_BUBBLEWRAP = ("root", "user", "rootless-container", "root-without-landlock")


def _params() -> Iterator[Any]:
    for name in (*WHOLE, *PART):
        needs = [pytest.mark.needs("bubblewrap")] if name in NEED_BUBBLEWRAP else []
        if name in ("user", "no-user-namespaces", "rootless-container"):
            needs.append(pytest.mark.needs("user_namespaces"))
        if name not in WHOLE:
            yield pytest.param((name, TOUCHING), id=name, marks=needs)
        marks = needs if name in WHOLE else [*needs, pytest.mark.nightly]
        yield pytest.param((name, EVERYTHING), id=f"{name}-all", marks=marks)


@pytest.fixture(scope="module")
def class_() -> Iterator[Class]:
    """The course, ready to be graded."""
    with hostile_set.ready(DEPLOYMENTS["root"]) as made:
        yield made


@pytest.fixture(scope="module", params=_params())
def graded(request: pytest.FixtureRequest, class_: Class) -> Graded:
    """The hostile class, graded in one deployment."""
    name, students = request.param
    deployment = DEPLOYMENTS[name]
    if not deployment.interpreter():
        pytest.skip("needs readable_python: no Python of this version that every account may run")
    crowd = CROWD if students == EVERYTHING else None
    return hostile_set.grade(class_, deployment, students, crowd=crowd)


@pytest.fixture(scope="module")
def crowd_alone(class_: Class) -> dict[str, Any]:
    """What ordinary submissions get with nobody else: student to record."""
    alone = class_lab.grade(class_.course, class_.folder / "alone", CROWD)
    return {each["student"]: each for each in json.loads(alone.process.stdout)["results"]}


def test_every_outcome_is_as_the_header_says(graded: Graded) -> None:
    """Each check of each hostile submission has the outcome, and each the status, that is right."""
    assert graded.process.returncode == 0, graded.process.stderr
    assert graded.mistakes() == []
    assert {name: graded.results[name]["status"] for name in hostile_set.ODD} == hostile_set.ODD


def test_honest_submissions_earn_everything(graded: Graded) -> None:
    """Among hostile ones, right submissions earn every point."""
    honest = [each.name for each in graded.class_ if each.header["group"] == "honest"]
    earned = {name: graded.results[name]["score"] for name in (*honest, hostile_set.NOTEBOOK)}

    assert len(earned) == 3
    assert set(earned.values()) == {8.0}


def test_others_get_what_they_get_alone(graded: Graded, crowd_alone: dict[str, Any]) -> None:
    """Among all hostile submissions, ordinary ones have the same records but for times."""
    if not CROWD.keys() & graded.results.keys():
        assert len(graded.class_) < len(class_lab.EVERYBODY)  # then this is of a part
        return
    found = {name: class_lab.timeless(graded.results[name]) for name in CROWD}

    assert found == {name: class_lab.timeless(crowd_alone[name]) for name in CROWD}


def test_nothing_secret_comes_out(graded: Graded) -> None:
    """Nothing that is written holds a planted secret, or a hostile submission's word of success."""
    for name, content in graded.written().items():
        assert hostile_set.PLANTED.encode() not in content, name
        said = re.findall(rb".{0,300}%b.{0,300}" % hostile_set.LEAK.encode(), content)
        assert said == [], name  # with whose it is


def test_nothing_is_done_outside(graded: Graded) -> None:
    """No file of ours, of others or open to all is changed; nothing is sent, runs on or stays."""
    assert graded.changed == []
    assert graded.received == b""
    assert graded.left_running == []
    assert graded.left_in_tmp == []


def test_what_people_read_is_harmless(graded: Graded) -> None:
    """No page holds anything that acts or loads; no text holds codes or commands."""
    for name, content in graded.written().items():
        text = content.decode()
        assert not CODES & set(text), name
        if name.endswith(".html"):
            page = Page()
            page.feed(text)
            assert page.found == [], name
        else:
            lines = [line.lstrip() for line in text.splitlines()]
            assert [line for line in lines if line.startswith(COMMANDS)] == [], name


class Page(HTMLParser):
    """What would act on a page, or load something."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes elements that no page of ours has, and attributes that act or lead away."""
        if tag in ACTING:
            self.found.append(tag)
        for name, value in attrs:
            away = name in ("href", "src", "action", "data") and not OURS.match(value or "")
            if name.startswith("on") or name == "srcdoc" or away:
                self.found.append(f"{tag} {name}={value}")


def test_a_page_that_acts_is_found() -> None:
    """What is looked for on pages is found where it is, and nothing else is."""
    page = Page()
    page.feed(
        "<p onclick=x><a href='javascript:1'>a</a><img src=x><svg onload=1><iframe srcdoc=x>"
        "<a href='#top'>b</a><a href='index.html'>c</a><pre>&lt;script></pre><script>1</script>"
    )

    assert page.found == [
        "p onclick=x", "a href=javascript:1", "img src=x", "svg onload=1", "iframe",
        "iframe srcdoc=x", "script",
    ]  # fmt: skip


def test_the_set_is_whole() -> None:
    """Every hostile file says all that its header must, and every group has many."""
    groups: dict[str, int] = dict.fromkeys(hostile_set.GROUPS, 0)
    for each in hostile_set.read_all():
        groups[each.header["group"]] += 1
        assert each.header["correct"], each.name
        assert bool(each.expected) == (each.status == "graded"), each.name
        outcomes: set[Any] = {outcome for right in each.expected.values() for outcome in right}
        assert outcomes <= set(hostile_set.OUTCOMES), each.name

    assert [each.name for each in hostile_set.read_all() if "open" in each.header] == []
    assert [group for group, count in groups.items() if count < LEAST[group]] == []


def test_what_ends_beside_the_hostile_class_is_not_missed(tmp_path: Path) -> None:
    """Folders of other runs come and go while those that were left behind are counted."""
    here = tmp_path / "left"
    here.mkdir()

    assert hostile_set.left_by(os.getuid(), [tmp_path / "gone", here]) == [str(here)]
    assert hostile_set.left_by(os.getuid() + 1, [here]) == []
