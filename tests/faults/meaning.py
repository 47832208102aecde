"""What a folder means, without what may differ between two runs that gave the same.

Two folders mean the same when every file is there in both with the same content, but for times.
Locks are nothing; anything else that is left over is a difference. Imports the standard library and
`tests.nbgrader_bridge.nb_course` for the rows of a gradebook.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

LOCKS = {".publishing.lock", ".collecting.lock"}
TIMES = {"at", "cpu_s", "wall_s", "timing", "generated_at"}
"""Keys whose values tell when and how long."""
_TIME = re.compile(rb"\d+(\.\d+)? (s|ms)\b|\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d+)?)?")


def meaning(root: Path, *, hidden: bool = True) -> dict[str, Any]:
    """Path to what the file holds, of every file below `root`; and of every empty folder.

    Parameters
    ----------
    hidden:
        Those too that nobody reads, such as what was prepared aside.
    """
    found: dict[str, Any] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.name in LOCKS or (not hidden and "/." in f"/{name}"):
            continue
        if path.suffix == ".jsonl" and path.stat().st_size == 0:
            continue  # begun, and says nothing yet
        if path.is_symlink():
            found[name] = ("link", str(path.readlink()))
        elif path.is_dir():
            if hidden and not any(path.iterdir()):
                found[name] = "an empty folder"
        elif path.suffix == ".db":
            from tests.nbgrader_bridge.nb_course import rows

            found[name] = rows(f"sqlite:///{path}")
        else:
            found[name] = _content(path)
    return found


def _content(path: Path) -> Any:
    if path.suffix == ".jsonl":
        return journal(path)
    if path.suffix == ".json":
        document = _plain(json.loads(path.read_bytes()), path.name == "change.json")
        document.pop("sha256", None)  # of a report's own text, times and all
        for hand_in in document.get("hand_ins", ()):
            hand_in.pop("notes")  # whether it lay there already, which it does the second time
        return document
    if path.suffix in (".zip", ".whl"):
        with zipfile.ZipFile(path) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    return _TIME.sub(b"<time>", path.read_bytes())


def journal(path: Path) -> dict[str, Any]:
    """The records of a journal or of marks, and the keys of results that stand in it twice.

    That a submission was looked at stands there once for each grading that did.
    """
    kinds: dict[str, Counter[str]] = {}
    keys: Counter[str] = Counter()
    for line in path.read_bytes().splitlines():
        record = _plain(json.loads(line[line.index(b"{") :]))
        keys[record.pop("key", "")] += record.get("t") in ("check", "load")
        kinds.setdefault(str(record.get("t")), Counter())[json.dumps(record, sort_keys=True)] += 1
    found: dict[str, Any] = {
        kind: sorted(held if kind in ("submission", "trouble", "ours") else held.elements())
        for kind, held in sorted(kinds.items())
    }
    return {**found, "doubled": [key for key, times in keys.items() if times > 1]}


def _plain(value: Any, is_change: bool = False) -> Any:
    """The value without times; a change without digests of files, in which times stand."""
    if isinstance(value, dict):
        return {
            key: sorted(each) if is_change and key == "files" else _plain(each, is_change)
            for key, each in value.items()
            if key not in TIMES
        }
    if isinstance(value, list):
        return [_plain(each, is_change) for each in value]
    return value


def differences(got: dict[str, Any], want: dict[str, Any]) -> list[str]:
    """One line for each file that is not as it should be."""
    return [
        f"{name}: {'absent' if name not in got else 'left over' if name not in want else 'other'}"
        for name in sorted({*got, *want})
        if name not in got or name not in want or got[name] != want[name]
    ]


def wrong(out: Path, want: dict[str, Any]) -> list[str]:
    """What a reader would be told wrongly by results that a fault interrupted.

    A report may be absent, and it may say that there is no grade by our fault; a grade that it
    gives must be the right one. A page or a summary is then as after an undisturbed run, or it
    goes with reports that lack a grade.
    """
    found = []
    lacking = False
    for path in sorted((out / "reports").glob("[!.]*.json")):
        right = {each["assignment"]: each for each in want[f"reports/{path.name}"]["reports"]}
        for report in _content(path)["reports"]:
            if report["status"] == "engine_failed":
                lacking = True
                if report["score"] is not None or report["final"] is not None:
                    found.append(f"{path.name}: our fault, and yet a score")
            elif report != right[report["assignment"]]:
                found.append(f"{path.name}: {report['score']}, {report['status']}")
    if not lacking:
        for path in (out / "summary.json", *(out / "pages").glob("[!.]*.html")):
            name = path.relative_to(out).as_posix()
            if path.exists() and _content(path) != want[name]:
                found.append(f"{name}: other than it should be")
    return found


def results(root: Path) -> dict[str, Any]:
    """What the results mean, without what a journal keeps of trouble for staff."""
    return without_trouble(meaning(root))


def without_trouble(found: dict[str, Any]) -> dict[str, Any]:
    """The same, of what a folder of results means."""
    return {
        name: {kind: held.get(kind) for kind in ("check", "load", "doubled")}
        if name.endswith("journal.jsonl")
        else held
        for name, held in found.items()
    }
