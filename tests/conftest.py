"""The mark `needs(...)`, and the rule that continuous integration skips nothing in silence."""

from __future__ import annotations

import difflib
import os
import signal
import sys
from pathlib import Path

import pytest

from tests import capabilities

SKIPS = pytest.StashKey[list[tuple[str, str]]]()
IN_CI = os.environ.get("CI") == "true"
MUST_HAVE = [name for name in os.environ.get("GRADER_CI_MUST_HAVE", "").split(",") if name]


def pytest_configure(config: pytest.Config) -> None:
    """Begins the list of skips; an interrupt is one for what tests start, wherever this runs."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # a shell's job in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop("GITHUB_ACTIONS", None)  # or every program would speak to its log, too
    here = str(Path(sys.executable).parent)  # nbgrader looks for `alembic` on PATH, by its name
    os.environ["PATH"] = here + os.pathsep + os.environ.get("PATH", os.defpath)
    config.stash[SKIPS] = []
    config.pluginmanager.register(_Keeper(config), "grader-skips")


def pytest_report_header() -> list[str]:
    """Under continuous integration: what this machine has and lacks."""
    if not IN_CI:
        return []
    lacks = [
        f"{name} ({why})" for name in capabilities.TABLE if (why := capabilities.absence(name))
    ]
    there = [name for name in capabilities.TABLE if capabilities.has(name)]
    return [f"has: {', '.join(there)}", f"lacks: {', '.join(lacks) or 'nothing'}"]


def pytest_make_parametrize_id(val: object) -> str | None:
    """Names a value that poses as a plain one by its class: its text would hold an address.

    Parallel workers must find the same ids.
    """
    poses = isinstance(val, str | bytes | int | float | complex)
    return type(val).__name__ if poses and type(val).__repr__ is object.__repr__ else None


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips a test that needs what this machine lacks, and says why."""
    for mark in item.iter_markers("needs"):
        for name in mark.args:
            if name not in capabilities.TABLE:
                near = difflib.get_close_matches(name, capabilities.TABLE)
                pytest.fail(f"unknown capability {name!r}; did you mean {near}?", pytrace=False)
            if why := capabilities.absence(name):
                pytest.skip(f"needs {name}: {why}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fails the run for a skip that is not allowed here; only the run that reports decides."""
    if not IN_CI or hasattr(session.config, "workerinput"):
        return
    wrong = capabilities.wrong_skips(session.config.stash[SKIPS], MUST_HAVE)
    if wrong and session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Lists the skips that failed the run."""
    wrong = capabilities.wrong_skips(config.stash[SKIPS], MUST_HAVE) if IN_CI else []
    if wrong:
        terminalreporter.section("skips that are not allowed under CI", red=True)
        for line in wrong:
            terminalreporter.line(line)


class _Keeper:
    """Keeps test and reason of every skip, of tests and of whole files."""

    def __init__(self, config: pytest.Config) -> None:
        self.skips = config.stash[SKIPS]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keeps a skipped test; an expected failure is none."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skips.append((report.nodeid, _reason(report.longrepr)))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keeps a skipped file."""
        if report.skipped:
            self.skips.append((report.nodeid, _reason(report.longrepr)))


def _reason(longrepr: object) -> str:
    text = longrepr[2] if isinstance(longrepr, tuple) else str(longrepr)
    return str(text).removeprefix("Skipped: ")
