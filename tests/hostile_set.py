"""The hostile submissions in `tests/hostile/`: what their headers say, and grading them for real.

Each file begins with comment lines:

    # group: honest | forge | read | deny | interfere | evade
    # after: right              the file is handed in behind that one
    # name: tensor.ipynb        under which name; the header is then cut off
    # status: unreadable        when it is not graded
    # expect: add=timeout mean=failed|crashed *=passed     the outcome of every check
    # correct: what a correct grader must do
    # open: why it is not so yet; it is then left out of the class

A word like `@COURSE@` is replaced by the place itself.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import json
import os
import re
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.deployments import Deployment

FOLDER = Path(__file__).parent / "hostile"
COURSE = Path(__file__).parent / "courses" / "hostile"
ASSIGNMENT = "tensor"
CHECKS = ("add", "mean", "softmax", "identity", "data", "plus", "backward", "rejects")
GROUPS = ("honest", "forge", "read", "deny", "interfere", "evade")
OUTCOMES = ("passed", "failed", "refused", "timeout", "crashed")
PLANTED = "PLANTED-"
"""How every planted secret begins; none may be anywhere in what a grading writes."""
LEAK = "LEAK: "
"""What a hostile submission says when it reached something; written there in two halves."""
ENVIRONMENT = {"GRADER_TOKEN": "PLANTED-ENVIRONMENT-77e0b1c5"}
NOTEBOOK = "right_in_the_notebook"
ODD = {"a_link": "empty", "a_pipe": "empty", "a_folder": "empty", "nothing": "empty"}
"""Hand-ins that are no files, and their status."""
_LINE = re.compile(r"# (group|after|name|status|expect|correct|open): (.+)")
_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True)
class Hostile:
    """One file of `tests/hostile/`."""

    name: str
    header: Mapping[str, str]
    body: bytes
    """What is handed in, without the file that it comes after."""

    @property
    def status(self) -> str:
        """The expected status of the submission."""
        return self.header.get("status", "graded")

    @property
    def expected(self) -> dict[str, tuple[str, ...]]:
        """Check to the outcomes that are right; mostly there is one."""
        given = dict(each.split("=") for each in self.header.get("expect", "").split())
        rest = given.pop("*", "")
        outcomes = {check: given.pop(check, rest) for check in CHECKS} if rest or given else {}
        assert not given, f"{self.name}: no such check: {given}"
        return {check: tuple(outcome.split("|")) for check, outcome in outcomes.items()}


def read_all() -> list[Hostile]:
    """Every hostile file, in order of its name."""
    return [_read(path) for path in sorted(FOLDER.iterdir()) if path.is_file()]


def whole(hostile: Hostile, everybody: Mapping[str, Hostile]) -> bytes:
    """What is handed in: each behind the one that its header names, which may be behind another."""
    before = hostile.header.get("after")
    if before is None:
        return hostile.body
    return whole(everybody[before], everybody) + b"\n\n" + hostile.body


def _read(path: Path) -> Hostile:
    header: dict[str, str] = {}
    rest = path.read_bytes()
    while found := _LINE.match(rest.partition(b"\n")[0].decode(errors="replace")):
        header[found[1]] = found[2]
        rest = rest.partition(b"\n")[2]
    body = rest if "name" in header else path.read_bytes()
    return Hostile(path.stem, header, body)


@dataclass(frozen=True)
class Class:
    """A course that is ready, and its hostile submissions."""

    course: Path
    folder: Path
    """Holds everything, and may be entered by every account."""


@contextlib.contextmanager
def ready(deployment: Deployment) -> Iterator[Class]:
    """The course in a temporary folder, with its release and its frozen examples."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    try:
        folder.chmod(0o755)
        course = folder / "course"
        shutil.copytree(COURSE, course)
        for verb in ("generate", "freeze"):
            done = deployment.run(["--course", str(course), verb], {})
            assert done.returncode == 0, done.stderr
        yield Class(course, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Graded:
    """What one grading of hostile submissions did."""

    process: subprocess.CompletedProcess[str]
    class_: tuple[Hostile, ...]
    out: Path
    left_running: list[str]
    left_in_tmp: list[str]
    changed: list[str]
    """Files outside of `out` that are not as they were."""
    received: bytes
    """What came into a socket that every account may write to."""

    @functools.cached_property
    def results(self) -> dict[str, dict[str, Any]]:
        """Student to the record that was printed."""
        assert self.process.stdout, self.process.stderr
        return {each["student"]: each for each in json.loads(self.process.stdout)["results"]}

    def outcomes(self, student: str) -> dict[str, str]:
        """Check to outcome."""
        checks = self.results[student]["checks"]
        return {each["name"].partition("::test_")[2]: each["outcome"] for each in checks}

    def mistakes(self) -> list[str]:
        """One line for each outcome or status that is not the expected one."""
        found = []
        for each in self.class_:
            record = self.results[each.name]
            if record["status"] != each.status:
                found.append(f"{each.name}: {record['status']} {record['message']}")
            outcomes = self.outcomes(each.name)
            for check in CHECKS if outcomes else ():
                if outcomes.get(check) not in each.expected.get(check, ()):
                    right = "|".join(each.expected.get(check, ["not graded"]))
                    found.append(f"{each.name}: {check}={outcomes.get(check)}, expected {right}")
        return found

    def written(self) -> dict[str, bytes]:
        """Everything that came out of the grading."""
        files = {str(path): path.read_bytes() for path in self.out.rglob("*") if path.is_file()}
        streams = {"stdout": self.process.stdout, "stderr": self.process.stderr}
        return files | {name: text.encode() for name, text in streams.items()}


def grade(
    class_: Class,
    deployment: Deployment,
    names: Sequence[str] = (),
    *options: str,
    out: str = "out",
    crowd: Mapping[str, str] | None = None,
) -> Graded:
    """Grades the named submissions, by default all, with the real command in a deployment.

    `crowd` are ordinary ones that are handed in beside them: student to source.
    """
    place = class_.folder / f"{deployment.name}-{len(names)}"
    submissions, target, outside, tmp = (place / n for n in ("in", out, "outside", "tmp"))
    everybody = [each for each in read_all() if "open" not in each.header]
    chosen = tuple(each for each in everybody if not names or each.name in names)
    places = {"COURSE": class_.course, "SUBMISSIONS": submissions, "OUT": target}
    if not place.exists():
        outside.mkdir(parents=True)
        hand_in(chosen, everybody, submissions, {**places, "OUTSIDE": outside})
        _hand_in_odd(submissions, class_.course)
        for student, source in (crowd or {}).items():
            (submissions / student / ASSIGNMENT).mkdir(parents=True)
            (submissions / student / ASSIGNMENT / "tensor.py").write_text(source)
        (outside / "precious").write_text("precious")
        tmp.mkdir()
        _give_to(deployment.user, place)
        outside.chmod(0o777)
        (outside / "precious").chmod(0o666)
    watched = (class_.course, submissions, outside)
    with _open_ear(outside / "socket") as ear, _keeping_orphans() as orphans:
        before = [_snapshot(folder) for folder in watched]
        process = deployment.run(
            ["--course", str(class_.course), "grade", "--json", "--jobs", "3", *options,
             "--submissions", str(submissions), "--out", str(target)],
            {**ENVIRONMENT, "TMPDIR": str(tmp)},
        )  # fmt: skip
        after = [_snapshot(folder) for folder in watched]
        received = _heard(ear)
        running = orphans()
    changed = [
        path
        for old, new in zip(before, after, strict=True)
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path)
    ]
    # Root's own scratch folders could be of other runs.
    in_memory = Path("/dev/shm").glob("*") if deployment.user else ()
    left = sorted(os.listdir(tmp)) + left_by(deployment.user, in_memory)
    return Graded(process, chosen, target, running, left, changed, received)


def hand_in(
    chosen: Sequence[Hostile],
    everybody: Sequence[Hostile],
    submissions: Path,
    places: Mapping[str, Path],
) -> None:
    """Puts the chosen ones into a folder, each behind the one that its header names."""
    by_name = {each.name: each for each in everybody}
    for each in chosen:
        folder = submissions / each.name / ASSIGNMENT
        folder.mkdir(parents=True)
        text = whole(each, by_name)
        for word, path in places.items():
            text = text.replace(f"@{word}@".encode(), str(path).encode())
        (folder / each.header.get("name", "tensor.py")).write_bytes(text)


def _hand_in_odd(submissions: Path, course: Path) -> None:
    """What is no file of the student's own; and the right answers in the release's notebook."""
    folders = {name: submissions / name / ASSIGNMENT for name in (*ODD, NOTEBOOK)}
    for folder in folders.values():
        folder.mkdir(parents=True)
    (folders["a_link"] / "tensor.py").symlink_to(course / "solutions" / ASSIGNMENT / "source.py")
    os.mkfifo(folders["a_pipe"] / "tensor.py")
    (folders["a_folder"] / "tensor.py").mkdir()
    notebook = json.loads((course / "assignments" / ASSIGNMENT / "tensor.ipynb").read_text())
    functions, _, tensor = (FOLDER / "right.py").read_text().partition("class Tensor")
    answers = {"functions": functions, "tensor": "class Tensor" + tensor}
    for cell in notebook["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id")
        cell["source"] = answers.get(name, cell["source"])
    (folders[NOTEBOOK] / "tensor.ipynb").write_text(json.dumps(notebook))


def left_by(user: int, paths: Iterable[Path]) -> list[str]:
    """Those of the paths that an account owns."""
    found = []
    for path in paths:
        with contextlib.suppress(FileNotFoundError):  # another run's, which has just ended
            if path.lstat().st_uid == user:
                found.append(str(path))
    return found


def _give_to(user: int, folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, user, follow_symlinks=False)


def _snapshot(folder: Path) -> dict[str, tuple[object, ...]]:
    """Path to all that a hostile submission might change of a file."""
    found: dict[str, tuple[object, ...]] = {}
    for path in (folder, *folder.rglob("*")):
        about = path.lstat()
        content = path.read_bytes() if stat.S_ISREG(about.st_mode) else b""
        found[str(path)] = (about.st_mode, about.st_uid, about.st_gid, about.st_mtime_ns, content)
    return found


@contextlib.contextmanager
def _open_ear(path: Path) -> Iterator[socket.socket]:
    """A datagram socket at a path, into which every account may write."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        path.unlink(missing_ok=True)
        ear.bind(str(path))
        path.chmod(0o777)
        ear.setblocking(False)
        yield ear


def _heard(ear: socket.socket) -> bytes:
    try:
        return ear.recv(1000)
    except BlockingIOError:
        return b""


@contextlib.contextmanager
def _keeping_orphans() -> Iterator[Callable[[], list[str]]]:
    """Processes whose parent ends meanwhile become children of this one, and are seen."""
    libc = ctypes.CDLL(None)
    before = _children()
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)

    def running() -> list[str]:
        """Those that do not end by themselves in a moment; what has ended is cleared away."""
        for _ in range(100):
            orphans = {pid: name for pid, name in _children().items() if pid not in before}
            for pid in orphans:
                os.waitpid(pid, os.WNOHANG)
            if not orphans:
                return []
            time.sleep(0.05)
        return list(orphans.values())

    try:
        yield running
    finally:
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def _children() -> dict[int, str]:
    """Process to name and state, of the children of this process."""
    found = {}
    for entry in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            name, _, rest = Path(f"/proc/{entry}/stat").read_text().rpartition(") ")
            if int(rest.split()[1]) == os.getpid():
                found[int(entry)] = f"{name}) {rest[0]}"
    return found
