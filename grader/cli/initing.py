"""The `init` command: a course's folder in which nbgrader's own commands work.

May import click at the top; the authoring room when it runs. Must never write into the course that
is copied.
"""

from __future__ import annotations

from pathlib import Path

import click

from grader.cli.common import global_options, say, the_course, verb, will_write
from grader.errors import EXIT_OK


@verb
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--empty", is_flag=True, help="A course without assignments, to write your own.")
@click.option("--id", "course_id", default="", metavar="ID", help="The course's name for nbgrader.")
@click.option(
    "--exchange",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="nbgrader's exchange. Default: /usr/local/share/nbgrader/exchange.",
)
@global_options
def init(folder: Path, empty: bool, course_id: str, exchange: Path | None) -> int:
    """Make a course's folder in which nbgrader's own commands work.

    Copies the course that it is run in: assignments, solutions, and what the suites import.

    Example:
      grader init ~/nn-2027 --id nn-2027 --exchange /srv/exchange

    Writes, under DIR, which must be empty or new:
      course.toml, solutions/, assignments/
      nbgrader_config.py    our engine in nbgrader's place, course id, gradebook, exchange
      source/               what nbgrader makes its release from
      roster.csv            your students, one in a line
      gradebook.db          nbgrader's, with these students

    Exit codes:
      0  made
      2  the folder is taken, or a file of the course is wrong; nothing was written
      3  our fault; nothing was written
    """
    from grader.authoring.new_course import EXCHANGE, new_course
    from grader.feedback.text import count

    will_write(folder)
    place = (exchange or EXCHANGE).expanduser().absolute()
    made = new_course(folder, None if empty else the_course(), course_id=course_id, exchange=place)
    for difference in made.renewed:
        say(f"made anew, as it was not what the generator writes: {difference.path.name}")
    click.echo(made.root)
    if empty:
        say(
            f"A course without assignments. Next:\n"
            f"  write solutions/<id>/ as docs/writing-an-assignment.md says\n"
            f"  name it under `assignments` in {made.root / 'course.toml'}\n"
            "  grader generate, freeze and verify"
        )
        return EXIT_OK
    first = made.assignments[0]
    say(
        f"{count(len(made.assignments), 'assignment')}, "
        f"{count(made.students, 'student')} of roster.csv in the gradebook. Next, in that folder:\n"
        f"  nbgrader generate_assignment {first}\n"
        f"  nbgrader release_assignment {first}"
    )
    if not place.is_dir():
        say(
            f"The exchange {place} is not there. Where students hand in through nbgrader, make it "
            f"writable for all: mkdir -p {place} && chmod a+rwx,+t {place}"
        )
    return EXIT_OK
