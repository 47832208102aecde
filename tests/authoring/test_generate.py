"""A release is the same on every run, readable by every tool, and free of what must not leave."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import jupytext
import nbformat
import pytest

from grader.authoring.generate import generate
from grader.course import Course, load_course
from grader.errors import CourseError, UsageError
from tests.courses_helper import (
    ASSIGNMENT_TOML,
    COURSE_TOML,
    MANUAL_SOURCE,
    SOURCE,
    make_course,
    replaced,
)


def made(root: Path) -> dict[str, bytes]:
    """Every file below assignments/, by its path there."""
    folder = root / "assignments"
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def from_bytes(data: bytes) -> Any:
    """The notebook as nbformat reads it."""
    return nbformat.reads(data.decode(), as_version=4)  # type: ignore[no-untyped-call]


def toy(tmp_path: Path, **changes: str | None) -> Course:
    """The toy course with a manual question."""
    return load_course(make_course(tmp_path, None, manual=True, **changes))


def test_a_release_holds_notebook_python_and_readmes(tmp_path: Path) -> None:
    """Four files are written, and what was missing is given back."""
    found = generate(toy(tmp_path))

    assert set(made(tmp_path)) == {"README.md", "toy/README.md", "toy/toy.ipynb", "toy/toy.py"}
    assert {d.state for d in found} == {"missing"}
    assert len(found) == 4
    assert str(found[0]).endswith("toy.ipynb: missing")


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """Two courses with equal sources have equal releases, and a second run changes nothing."""
    generate(toy(tmp_path / "a"))
    generate(toy(tmp_path / "b"))

    assert made(tmp_path / "a") == made(tmp_path / "b")
    assert generate(load_course(tmp_path / "a")) == []
    assert all(data.endswith(b"\n") for data in made(tmp_path / "a").values())


def test_the_notebook_is_valid_and_plain(tmp_path: Path) -> None:
    """The notebook is nbformat 4.5, names the kernel alone, and is as nbformat writes it."""
    generate(toy(tmp_path))
    text = made(tmp_path)["toy/toy.ipynb"].decode()

    notebook = from_bytes(text.encode())
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.language_info == {"name": "python"}
    assert nbformat.writes(notebook) + "\n" == text  # type: ignore[no-untyped-call]


def test_the_python_file_holds_the_cells_of_the_notebook(tmp_path: Path) -> None:
    """Jupytext finds the notebook's cells in it, and grade ids on what is graded alone."""
    generate(toy(tmp_path))
    files = made(tmp_path)

    notebook = from_bytes(files["toy/toy.ipynb"])
    python = jupytext.reads(files["toy/toy.py"].decode(), "py")

    assert [(c.cell_type, c.source) for c in python.cells] == [
        (c.cell_type, c.source) for c in notebook.cells
    ]
    assert [c.metadata.get("grade_id") for c in python.cells] == [
        None,
        None,
        "double",
        "check_double",
        "counter",
        "check_counter",
        "why",
    ]
    ast.parse(files["toy/toy.py"])


def test_a_magic_is_a_magic_in_the_notebook_alone(tmp_path: Path) -> None:
    """`# %name` reaches the notebook as `%name`, and the Python file stays Python."""
    text = SOURCE + MANUAL_SOURCE + '\n\n# %% scratch="play"\n# %matplotlib inline\nx = "%a"\n'
    generate(toy(tmp_path, source=text))
    files = made(tmp_path)

    last = json.loads(files["toy/toy.ipynb"])["cells"][-1]
    assert "".join(last["source"]) == '%matplotlib inline\nx = "%a"'
    assert (last["id"], last["metadata"]) == ("scratch-play", {})
    assert files["toy/toy.py"].decode().endswith('# %%\n# %matplotlib inline\nx = "%a"\n')


def test_points_come_from_the_toml(tmp_path: Path) -> None:
    """Grade cells carry the question's points, whole ones as whole numbers."""
    generate(toy(tmp_path))

    cells = json.loads(made(tmp_path)["toy/toy.ipynb"])["cells"]
    points = {
        c["metadata"]["nbgrader"]["grade_id"]: c["metadata"]["nbgrader"]["points"]
        for c in cells
        if "points" in c["metadata"]["nbgrader"]
    }
    assert repr(points) == "{'check_double': 2, 'check_counter': 3, 'why': 1.5}"


def test_the_readme_says_what_a_student_needs(tmp_path: Path) -> None:
    """Title, summary, commands, hand-in and every question's points stand in the README."""
    generate(toy(tmp_path))

    text = made(tmp_path)["toy/README.md"].decode()
    for part in (
        "# Doubling and counting\n",
        "Write a function that doubles and a class that counts.",
        "grader check toy.ipynb",
        "`grader check` comes with the course's `grader` package; ask your instructor for it.",
        "| Twice a number | 2 | hidden checks |",
        "| Why it counts | 1.5 | a person |",
        "| **together** | **6.5** | |",
        "Hand in `toy.ipynb` or `toy.py`.",
    ):
        assert part in text


def test_a_bar_in_a_title_does_not_break_the_table(tmp_path: Path) -> None:
    """A title with a bar stays one column."""
    toml = ASSIGNMENT_TOML.replace("Twice a number", "Twice |x|")
    generate(load_course(make_course(tmp_path, assignment_toml=toml)))

    assert "| Twice \\|x\\| | 2 |" in made(tmp_path)["toy/README.md"].decode()


def test_the_courses_own_page_follows_the_list(tmp_path: Path) -> None:
    """What stands in course.md, such as the notation, is read below the list of assignments."""
    root = make_course(tmp_path, {"course.md": "\n## Notation\n\nRows are examples.\n\n"})
    generate(load_course(root))

    text = made(root)["README.md"].decode()
    assert text.index("(toy/README.md)") < text.index("\n## Notation\n\nRows are examples.\n")
    assert text.endswith("examples.\n")


def test_the_index_lists_assignments_in_the_course_order(tmp_path: Path) -> None:
    """assignments/README.md follows course.toml, also where one assignment alone is made."""
    files = {
        "solutions/first/assignment.toml": ASSIGNMENT_TOML.replace("Doubling and", "First"),
        "solutions/first/source.py": SOURCE,
    }
    root = make_course(
        tmp_path, files, course_toml=COURSE_TOML.replace('["toy"]', '["toy", "first"]')
    )
    generate(load_course(root), ["first"])

    text = made(root)["README.md"].decode()
    assert text.index("1. [Doubling and counting](toy/README.md)") < text.index(
        "2. [First counting](first/README.md)"
    )
    assert not any(name.startswith("toy/") for name in made(root))


def test_check_compares_and_writes_nothing(tmp_path: Path) -> None:
    """With `check` each kind of difference is found, and no byte changes."""
    course = toy(tmp_path)
    generate(course)
    folder = tmp_path.resolve() / "assignments"
    (folder / "README.md").unlink()
    (folder / "toy" / "toy.py").write_text("# %% [markdown]\n# other\n")
    (folder / "toy" / "README.md").write_bytes((folder / "toy/README.md").read_bytes()[:-1])
    (folder / "toy" / "notes.txt").write_text("stale")
    (folder / "old").mkdir()
    (folder / "old" / "old.py").write_text("stale")
    (folder / "toy" / ".ipynb_checkpoints").mkdir()
    (folder / "toy" / ".ipynb_checkpoints" / "toy.ipynb").write_text("{}")
    before = made(tmp_path)

    found = generate(course, check=True)

    assert {(d.path.relative_to(folder).as_posix(), d.state) for d in found} == {
        ("README.md", "missing"),
        ("toy/toy.py", "changed"),
        ("toy/README.md", "changed"),
        ("toy/notes.txt", "stale"),
        ("old/old.py", "stale"),
    }
    details = {d.path.name: d.detail for d in found if d.state == "changed"}
    assert details["toy.py"] == "from line 2"
    lines = before["toy/README.md"].count(b"\n") + 1
    assert details["README.md"] == f"{lines} lines, expected {lines + 1}"
    assert made(tmp_path) == before


def test_stale_files_are_left_alone(tmp_path: Path) -> None:
    """Generating mends what it writes and removes nothing; one assignment looks at its folder."""
    course = toy(tmp_path)
    folder = tmp_path / "assignments"
    (folder / "toy").mkdir(parents=True)
    (folder / "toy" / "notes.txt").write_text("mine")
    (folder / "other.txt").write_text("mine")

    assert [d.path.name for d in generate(course, ["toy"]) if d.state == "stale"] == ["notes.txt"]
    assert [d.path.name for d in generate(course)] == ["other.txt", "notes.txt"]
    assert (folder / "toy" / "notes.txt").read_text() == "mine"


def test_a_link_in_place_of_a_file_is_replaced(tmp_path: Path) -> None:
    """A link in the release is a difference; generating puts a file there and spares its target."""
    course = toy(tmp_path)
    generate(course)
    target = tmp_path / "elsewhere.py"
    path = tmp_path / "assignments" / "toy" / "toy.py"
    target.write_bytes(path.read_bytes())
    path.unlink()
    path.symlink_to(target)

    assert [d.detail for d in generate(course)] == ["a link, not a file"]
    assert not path.is_symlink()
    assert generate(course, check=True) == []


def test_an_unknown_assignment_is_refused(tmp_path: Path) -> None:
    """A mistyped id gets a suggestion and nothing is written."""
    with pytest.raises(UsageError, match="did you mean 'toy'"):
        generate(toy(tmp_path), ["tot"])

    assert not (tmp_path / "assignments").exists()


def test_a_stub_that_is_not_python_is_refused(tmp_path: Path) -> None:
    """Marks that cut a definition in half are named with the cell's line; nothing is written."""
    text = replaced(SOURCE, "much\n    ### END SOLUTION\n", "much + (\n    ### END SOLUTION\n1)\n")

    with pytest.raises(CourseError, match=r"(?s)cell at line 17.*indent the BEGIN line") as caught:
        generate(toy(tmp_path, source=text + MANUAL_SOURCE))

    assert "twice_as_much" not in str(caught.value)
    assert not (tmp_path / "assignments").exists()


def test_a_release_is_readable_by_everyone(tmp_path: Path) -> None:
    """Files of a release are published, so others may read them."""
    generate(toy(tmp_path))

    assert (tmp_path / "assignments/toy/toy.py").stat().st_mode & 0o777 == 0o644
