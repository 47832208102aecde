"""The hostile class of `tests/hostile/`, graded by other graders too, side by side.

    python benchmarks/hostile.py --keep DIR [--tools NAME ...] [--only NAME ...] [--write]

Grades every hand-in with plain pytest, stock nbgrader, otter-grader, pytest-prairielearn-grader and
this project, and prints one table per group: how many each graded right, and what became of the
others. Each other grader is installed into an environment of its own in --keep and grades in a
container of its own, one attack at a time between right hand-ins. Results are kept there, and with
--write in `benchmarks/hostile.json`, until the hand-in, the checks or a version changes. --write
also puts the tables into `docs/security.md`; --tables writes them again from that file alone, and
--kept with --write takes what an earlier run came to before it was ended. Needs root, Linux and
bwrap, and hours for everything. Nothing here is a test.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import platform
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _hostile.container import contained
from _hostile.hand_ins import AFTER, BEFORE, lay, student_of, takes
from _hostile.peers import PEERS, Peer, environment, versions
from _hostile.tables import (
    LEFT_OUT,
    TITLES,
    between_markers,
    deserved,
    is_about_us,
    tables,
    word,
)

from grader.files import write_atomically
from tests import hostile_set
from tests.deployments import DEPLOYMENTS
from tests.hostile_set import LEAK, PLANTED, Hostile

ROOT = Path(__file__).resolve().parents[1]
SAVED = Path(__file__).with_suffix(".json")
DOCUMENT = ROOT / "docs" / "security.md"
NOTHING_SAVED: dict[str, Any] = {"versions": {}, "hand_ins": {}}
WALL_S = 400.0
"""A last bound; what ends a grader before are its work and its idleness."""


def main() -> None:
    """Grade what was asked for and print or write the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--keep", type=Path, default=Path("hostile-kept"), help="a folder, kept")
    parser.add_argument("--tools", nargs="*", default=list(TITLES), choices=list(TITLES))
    parser.add_argument("--only", nargs="*", default=[], help="names of hand-ins; default: all")
    parser.add_argument("--write", action="store_true", help="write the results and the tables")
    parser.add_argument("--tables", action="store_true", help="write the tables alone")
    parser.add_argument("--kept", action="store_true", help="grade nothing anew by the others")
    parser.add_argument("--show", action="store_true", help="print what each grader wrote")
    asked = parser.parse_args()
    if asked.tables:
        _write_tables(_saved())
        return
    if asked.write and asked.only:
        parser.error("--write takes every hand-in, so it does not go with --only")
    everybody = {each.name: each for each in hostile_set.read_all() if "open" not in each.header}
    chosen = [
        each
        for name, each in everybody.items()
        if name not in LEFT_OUT and (not asked.only or name in asked.only)
    ]
    asked.keep.mkdir(parents=True, exist_ok=True)
    saved = _saved()
    found: dict[str, dict[str, Said]] = {}
    known: dict[str, Mapping[str, str]] = {}
    for peer in PEERS:
        if peer.name in asked.tools:
            python = environment(peer, asked.keep)
            known[peer.name] = versions(peer, python)
            found[peer.name] = {}
            with _bench(peer, python) as bench:
                for each in sorted(chosen, key=_anywhere):
                    if is_about_us(each) or not takes(peer.place, each, notebooks=peer.notebooks):
                        continue
                    said = _by_peer(bench, each, everybody, asked, saved)
                    if said is not None:
                        found[peer.name][each.name] = said
    if "ours" in asked.tools:
        known["ours"] = {"grader": _our_version()}
        found["ours"] = _by_us(chosen)
    results = _results(saved if asked.write else NOTHING_SAVED, chosen, found, known)
    print(tables(results))
    if asked.write:
        text = json.dumps(results, indent=1, sort_keys=True) + "\n"
        write_atomically(SAVED, text.encode())
        _write_tables(results)


def _anywhere(hostile: Hostile) -> str:
    """An order in which whatever is graded first is a fair sample."""
    return hashlib.sha256(hostile.name.encode()).hexdigest()


def _our_version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])


def _results(
    before: Mapping[str, Any],
    chosen: Sequence[Hostile],
    found: Mapping[str, Mapping[str, Said]],
    known: Mapping[str, Mapping[str, str]],
) -> dict[str, Any]:
    """What was saved before, with all that these graders say now instead of what they said."""
    rows = {}
    for each in chosen:
        row = before["hand_ins"].get(each.name, {"words": {}, "keys": {}})
        words = {tool: said for tool, said in row["words"].items() if tool not in found}
        keys = {tool: key for tool, key in row["keys"].items() if tool not in found}
        for tool, its in found.items():
            if said := its.get(each.name):
                words[tool] = said.word
                keys |= {tool: said.key} if said.key else {}
        rows[each.name] = {"group": each.header["group"], "words": words, "keys": keys}
    return {"versions": {**before["versions"], **_python(), **known}, "hand_ins": rows}


def _python() -> dict[str, dict[str, str]]:
    return {"python": {"CPython": platform.python_version()}}


def _saved() -> dict[str, Any]:
    if not SAVED.exists():
        return NOTHING_SAVED
    saved: dict[str, Any] = json.loads(SAVED.read_text("utf-8"))
    return saved


def _write_tables(results: Mapping[str, Any]) -> None:
    text = DOCUMENT.read_text("utf-8")
    write_atomically(DOCUMENT, between_markers(text, tables(results)).encode())


@dataclass(frozen=True)
class Said:
    """What a grader made of one hand-in, in a word, and of what that word is true."""

    word: str
    key: str = ""


@dataclass(frozen=True)
class Bench:
    """A peer's course and environment, in a folder of this run."""

    peer: Peer
    python: Path
    folder: Path


@contextlib.contextmanager
def _bench(peer: Peer, python: Path) -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="hostile-") as name:
        made = Path(name, "made")
        made.mkdir()
        peer.room(made, python)
        yield Bench(peer, python, Path(name))


def _by_peer(
    bench: Bench,
    hostile: Hostile,
    everybody: Mapping[str, Hostile],
    asked: argparse.Namespace,
    saved: Mapping[str, Any],
) -> Said | None:
    """What a peer makes of one hand-in, as it was saved, kept or is found now."""
    peer = bench.peer
    key = _key(peer, hostile, everybody, versions(peer, bench.python))
    row = saved["hand_ins"].get(hostile.name, {"keys": {}})
    if row["keys"].get(peer.name) == key and not asked.show:
        return Said(row["words"][peer.name], key)
    kept = asked.keep / "results" / peer.name / f"{hostile.name}.json"
    if kept.exists() and not asked.show:
        before = json.loads(kept.read_text("utf-8"))
        if before["key"] == key:
            return Said(word(hostile, before["found"]), key)
    if asked.kept:
        return None
    room = bench.folder / "room"
    shutil.copytree(bench.folder / "made", room, symlinks=True)
    beside = () if peer.contained else (AFTER,) if peer.name == "nbgrader" else (BEFORE, AFTER)
    lay(room, peer.place, hostile, everybody, beside=beside)
    found = contained(room, bench.python.parents[1], _task(peer, hostile, asked.show))
    shutil.rmtree(room)
    if asked.show:
        print(found.pop("log", ""))
    _tell(peer, hostile, found)
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps({"key": key, "found": found}), "utf-8")
    return Said(word(hostile, found), key)


def _key(
    peer: Peer, hostile: Hostile, everybody: Mapping[str, Hostile], its: Mapping[str, str]
) -> str:
    """Changes with the hand-in, what it deserves, the checks, and the versions of the peer."""
    whole = hostile_set.whole(hostile, everybody)
    about = f"{deserved(hostile)} {hostile.status} {sorted(its.items())} {peer.checks()}"
    return hashlib.sha256(b"\0".join([whole, about.encode()])).hexdigest()[:16]


def _tell(peer: Peer, hostile: Hostile, found: Mapping[str, Any]) -> None:
    low, high = deserved(hostile)
    due = f"{low}" if low == high else f"{low} to {high}"
    line = f"{peer.name:12} {hostile.name:30} {word(hostile, found):9} due {due}: {found}"
    print(line[:400], file=sys.stderr, flush=True)


def _task(peer: Peer, hostile: Hostile, log: bool) -> dict[str, Any]:
    return {
        "tool": peer.name,
        "student": student_of(hostile),
        "after": "" if peer.contained else AFTER,
        "honest": [BEFORE, AFTER],
        "contained": peer.contained,
        "watched": list(peer.watched),
        "ignored": list(peer.ignored),
        "cpu_s": peer.cpu_s,
        "wall_s": WALL_S,
        "log": log,
    }


def _by_us(chosen: Sequence[Hostile]) -> dict[str, Said]:
    """All of them in one class with the real command, as the tests do."""
    print(f"ours: {len(chosen)} hand-ins in one class", file=sys.stderr)
    with hostile_set.ready(DEPLOYMENTS["root"]) as class_:
        names = {each.name for each in chosen}
        graded = hostile_set.grade(class_, DEPLOYMENTS["root"], sorted({*names, "right"}))
        written = b"".join(graded.written().values())
        whole = {
            "others": [graded.results["right"]["score"]],
            "planted": PLANTED.encode() in written,
            "leak": LEAK.encode() in written,
            "changed": graded.changed,
            "left": graded.left_running + graded.left_in_tmp,
            "heard": len(graded.received),
        }
        scores = {name: graded.results[name]["score"] for name in names}
        return {
            each.name: Said(word(each, {**whole, "score": scores[each.name]})) for each in chosen
        }


if __name__ == "__main__":
    if os.geteuid():
        sys.exit("benchmarks/hostile.py: needs root, to give hostile code to accounts of nobody")
    main()
