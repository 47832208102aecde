"""Where the released notebook lies that a student's own file belongs to.

May import the standard library, `grader.errors`, `find` and `release`; must never run anything.
"""

from __future__ import annotations

from pathlib import Path

from grader.errors import UsageError
from grader.intake.find import is_copy_of
from grader.intake.release import read_release
from grader.intake.students import LISTING


def course_root(file: Path) -> Path | None:
    """The nearest folder with a course.toml above the file, else above the current folder."""
    for start in (file.resolve().parent, Path.cwd()):
        for folder in (start, *start.parents):
            if (folder / "course.toml").is_file():
                return folder
    return None


def refuse_somebody_elses(file: Path, root: Path | None) -> None:
    """Raises UsageError for a hand-in that was collected, where the solutions lie there too."""
    if root is None or not (root / "solutions").is_dir():
        return
    below = file.resolve()
    listed = any((folder / LISTING).is_file() for folder in below.parents)
    if listed or below.is_relative_to(root / "submitted"):
        raise UsageError(
            f"checking {file}",
            expected="a file of your own: its code runs as you do, and may do all that you may",
            came="a hand-in, beside the solutions of its course",
            todo="`grader grade --student NAME` locks it in; if it is yours, copy it elsewhere",
        )


def course_release(file: Path, root: Path | None) -> Path | None:
    """The released notebook of the course whose name the file bears."""
    if root is None:
        return None
    known = [
        path
        for path in sorted((root / "assignments").glob("*/*.ipynb"))
        if path.parent.name == path.stem and is_copy_of(file.stem, path.stem)
    ]
    return next((path for path in known if path.stem == file.stem), known[0] if known else None)


def release_beside(file: Path) -> Path | None:
    """The notebook of the same name in the same folder, where it holds check cells."""
    path = file.with_suffix(".ipynb")
    if not path.is_file() or path.samefile(file):
        return None
    try:
        return path if read_release(path).of_role("check") else None
    except UsageError:
        return None
