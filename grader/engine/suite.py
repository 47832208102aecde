"""A hidden suite under pytest: what it holds, and how one of its checks is run.

A pytest plug-in, because suites are natural pytest: fixtures, parametrisation and marks work as
everywhere. It collects once; a check is then run alone, with its own worker, through pytest's own
protocol. Only what this process computed on plain values decides.

May import pytest, hypothesis through `.examples`, boundary, records, `.line`, `.reach` and
`.uncollected`. Never imports a submission.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from hypothesis.errors import Flaky, HypothesisException

from grader import testing
from grader.boundary.channel import Channel
from grader.boundary.interface import Interface
from grader.boundary.proxy import Submission, handle_classes
from grader.engine import examples
from grader.engine.corpus import Corpus, Example
from grader.engine.line import CheckLine
from grader.engine.marks import Check, read_check
from grader.engine.uncollected import uncollected
from grader.engine.watch import Watch
from grader.errors import CheckStopped, CourseError, GraderError, StudentError, SuiteError
from grader.records import FLAKY

PYTEST_OPTIONS = [
    "-s", "-c", "/dev/null", "--noconftest", "--assert=plain",
    "-p", "no:cacheprovider", "-p", "no:logging", "-p", "no:terminal", "-p", "no:warnings",
    "-p", "no:junitxml", "-p", "no:doctest", "-p", "no:faulthandler",
    "-p", "no:unraisableexception", "-p", "no:threadexception",
]  # fmt: skip
_BY_ANSWERS = (AssertionError, StudentError)
"""What a wrong answer raises; anything else comes out of the suite's own code."""


@dataclass
class Run:
    """One run of one check: what went wrong, if anything."""

    check: Check
    channel: Channel
    line: CheckLine
    replayed: bool = True
    """Run the frozen examples; else hypothesis draws."""
    search: bool = True
    """Let hypothesis look for a smaller failing example."""
    drawn: list[Example] | None = None
    error: BaseException | None = None
    fingerprint: str = ""
    """Of the answers up to the first failure, before any search for a smaller one."""
    trail: list[bytes] | None = None
    """The channel's at that time."""
    completed: bool = False
    reports: list[Any] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)

    def restart(self) -> None:
        """Goes on with a clean worker and a fresh budget."""
        self.line.restart()
        self.channel.restart()


class SuitePlugin:
    """The pytest plug-in of one assignment's suite.

    Parameters
    ----------
    main:
        Called with the checks once everything is collected; its work is the session's.
    """

    def __init__(
        self,
        questions: set[str],
        interface: Interface,
        corpus: Corpus,
        main: Callable[[SuitePlugin], None],
    ) -> None:
        self.questions, self.interface, self.corpus, self._main = questions, interface, corpus, main
        self.handle_classes = handle_classes(interface)
        self.checks: dict[str, Check] = {}
        self.mistakes: list[str] = []
        self.watch: Watch | None = None
        self.todo = "mend the suite; docs/writing-an-assignment.md shows one"
        self._collecting = "the suite"
        self.error: BaseException | None = None
        self._run: Run | None = None

    # Hooks, called by pytest.

    def pytest_configure(self, config: pytest.Config) -> None:
        """Declares the one mark that suites use; a test that is no function is no mere warning."""
        words = "cannot collect .* because it is not a function"
        warnings.filterwarnings("error", words, pytest.PytestCollectionWarning)
        config.addinivalue_line("markers", "check(question, weight=1, hint=''): a graded check")
        config.option.tbstyle = "short"  # the long one writes down every argument, answers too

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        """Watches what the suite reads while it is imported."""
        with self._watched():
            return (yield)

    def pytest_collectstart(self, collector: pytest.Collector) -> None:
        """Keeps what is imported next, and says it: a judge's last words if it ends there."""
        if not isinstance(collector, pytest.Class):
            self._collecting = collector.nodeid
            print(f"collecting {collector.nodeid}", file=sys.stderr, flush=True)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keeps the reason why a file could not be collected, or did not want to be."""
        file = report.nodeid or "the suite"
        if report.failed:
            self.mistakes.append(f"{file}: {_last_line(report.longreprtext)}")
        elif report.skipped:
            why = report.longrepr[2] if isinstance(report.longrepr, tuple) else "no reason given"
            self.mistakes.append(f"{file}: it skips itself: {why.removeprefix('Skipped: ')}")
            self.todo = "install what that file needs, or take the skip out of it"

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """Keeps which tests a module's own hook took out."""
        self.mistakes += [f"{item.nodeid}: it was deselected" for item in items]

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keeps which file interrupted: Ctrl-C does not reach a judge."""
        if excinfo.errisinstance(KeyboardInterrupt):
            self.mistakes.append(f"{self._collecting}: {excinfo.exconly()}")

    def pytest_internalerror(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keeps what broke pytest itself, and which file ended the process."""
        if excinfo.errisinstance(SystemExit):
            self.mistakes.append(f"{self._collecting}: {excinfo.exconly()}")
            return
        self.error = self.error or GraderError(
            "collecting the hidden suite under pytest",
            expected="that pytest comes to its end",
            came=excinfo.exconly(),
            todo="run again with GRADER_DEBUG=1, and see which hooks the suite has",
        )

    @pytest.fixture
    def submission(self) -> Submission:
        """The proxy that a test holds instead of the submission."""
        assert self._run is not None, "a check is only ever run by `run`"
        return Submission(self._run.channel, self.interface)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Reads the marks, then hands over to `main`."""
        if session.testsfailed or self.mistakes:
            return True
        for item in session.items:
            check = read_check(item, self.questions)
            if isinstance(check, str):
                self.mistakes.append(f"{item.nodeid}: {check}")
            else:
                self.checks[check.name] = check
        if not self.mistakes:
            self._must_be_whole(session)
        if self.checks and not self.mistakes:
            try:
                self.must_know_what_it_read()
                self._main(self)
            except BaseException as error:
                self.error = error
        return True

    def _must_be_whole(self, session: pytest.Session) -> None:
        """Keeps which checks should be there and are not."""
        hidden = session.config.rootpath
        self.mistakes += uncollected(hidden, session.items)
        gone = sorted(self.corpus.examples.keys() - self.checks.keys())
        if gone and not self.mistakes:
            self.mistakes += [f"{name}: it has frozen examples and is gone" for name in gone]
            self.todo = (
                f"put it back; if it is to be gone, run `grader freeze {hidden.parent.name}`"
            )

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool:
        """Runs the body of the current check and keeps what it raises."""
        run = self._run
        assert run is not None
        names = pyfuncitem._fixtureinfo.argnames
        arguments = {name: pyfuncitem.funcargs[name] for name in names}
        token = testing.current_channel.set(run.channel)
        try:
            self._body(run, pyfuncitem.obj, arguments)
            run.completed = True
        except BaseException as error:
            run.error = _first_of_group(error)
            raise
        finally:
            testing.current_channel.reset(token)
        return True

    # What the judge asks for.

    def run(self, run: Run) -> None:
        """Runs one check through pytest's protocol; everything about it ends up in `run`."""
        self._run = run
        try:
            with self._watched():
                run.reports = runtestprotocol(run.check.item, log=False, nextitem=None)
        finally:
            self._run = None
            run.line.end()

    def must_know_what_it_read(self) -> None:
        """Raises CourseError where the suite read what no key holds."""
        if self.watch is not None:
            self.watch.must_know()

    def _watched(self) -> AbstractContextManager[None]:
        return self.watch or nullcontext()

    def _body(self, run: Run, function: Any, arguments: Mapping[str, Any]) -> None:
        begin, settle = run.channel.begin_example, run.channel.settle
        if not run.check.is_property:
            function(**arguments)
            settle()
        elif not run.replayed:
            run.drawn = examples.draw(function, arguments, begin)
            settle()
        elif run.check.name not in self.corpus.examples:
            run.flags.append("full-hypothesis")
            examples.shrink(function, arguments, begin, settle)
        else:
            self._replay(run, function, arguments, begin, settle)

    def _replay(
        self,
        run: Run,
        function: Any,
        arguments: Mapping[str, Any],
        begin: Callable[[], None],
        settle: Callable[[], None],
    ) -> None:
        frozen = self.corpus.examples[run.check.name]
        try:
            examples.replay(function, arguments, frozen, begin, settle)
        except SuiteError:
            raise
        except Exception as error:
            run.fingerprint, run.trail = run.channel.transcript.fingerprint(), run.channel.trail
            if not run.search:
                raise
            raise _smallest(run, error, function, arguments) from None


def _smallest(run: Run, error: Exception, function: Any, arguments: Mapping[str, Any]) -> Exception:
    """The failure on the smallest example that still fails; the transcript is then of it."""
    begin, settle = run.channel.begin_example, run.channel.settle
    run.restart()
    try:
        examples.shrink(function, arguments, begin, settle)
    except CheckStopped:
        pass  # only the search ran out of time; the first failure stands
    except HypothesisException as trouble:
        if isinstance(trouble, Flaky):
            run.flags.append(FLAKY)
    except Exception as smaller:
        if isinstance(smaller, _BY_ANSWERS) or not isinstance(error, _BY_ANSWERS):
            return smaller
        # The search met a defect of the suite, which hides no mistake of the student.
    run.restart()
    try:
        examples.replay(function, arguments, [error.frozen_example], begin, settle)  # type: ignore[attr-defined]
    except CheckStopped:
        run.restart()
        return error
    except Exception as again:
        return again
    run.flags.append(FLAKY)
    return error


def open_suite(plugin: SuitePlugin, hidden: Path) -> None:
    """Collects the suite of a folder under pytest and runs the plug-in's `main` inside.

    Parameters
    ----------
    hidden:
        `<root>/solutions/<id>/hidden`.

    Raises
    ------
    CourseError
        When the suite cannot be collected, or a test lacks its mark.
    """
    strays = sorted(hidden.rglob("conftest.py"))
    plugin.mistakes += [
        f"{path.relative_to(hidden)}: a suite has none; import its fixtures from a module"
        for path in strays
    ]
    if not strays:
        plugin.watch = Watch(hidden.parents[2], hidden)
        pytest.main([*PYTEST_OPTIONS, f"--rootdir={hidden}", str(hidden)], plugins=[plugin])
    if plugin.error is not None:
        raise plugin.error
    if plugin.mistakes or not plugin.checks:
        raise CourseError(
            f"collecting the hidden suite {hidden}",
            expected="tests that pytest collects, each with @pytest.mark.check(question=...)",
            came="\n            ".join(plugin.mistakes[:10] or ["no test at all"]),
            todo=plugin.todo,
        )


def _first_of_group(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup) and error.exceptions:
        error = error.exceptions[0]
    return error


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line.removeprefix("E").strip() for line in lines if line.startswith("E ")]
    return (errors or lines or ["no reason given"])[-1]
