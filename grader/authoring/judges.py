"""Several judges of one assignment, which share what is to be tried.

May import the engine's session and course.
"""

from __future__ import annotations

import contextlib
import os
import queue
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from grader.course import Assignment, Course
from grader.engine.session import JudgeProcess

EACH = 20
"""Programs that are worth the start of one more judge."""
Item = TypeVar("Item")
Result = TypeVar("Result")


@contextlib.contextmanager
def judges_for(course: Course, assignment: Assignment, count: int) -> Iterator[list[JudgeProcess]]:
    """As many judges as so many programs are worth, one for each core at most."""
    most = min(len(os.sched_getaffinity(0)), 1 + count // EACH)
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(JudgeProcess(course, assignment)) for _ in range(most)]


def side_by_side(
    judges: Sequence[JudgeProcess],
    items: Sequence[Item],
    work: Callable[[JudgeProcess, Item], Result],
) -> list[Result]:
    """What the work gives for each item, in their order; each judge does one at a time.

    What the work raises ends all of it and is raised; the judges are then of no more use.
    """
    todo: queue.SimpleQueue[int] = queue.SimpleQueue()
    for at in range(len(items)):
        todo.put(at)
    found: dict[int, Result] = {}

    def serve(judge: JudgeProcess) -> None:
        while True:
            try:
                at = todo.get_nowait()
            except queue.Empty:
                return
            found[at] = work(judge, items[at])

    with ThreadPoolExecutor(len(judges)) as pool:
        working = [pool.submit(serve, judge) for judge in judges]
        try:
            for each in as_completed(working):
                each.result()
        except BaseException:  # as Ctrl-C: what runs is given up, nothing new begins
            for judge in judges:
                judge.give_up()
            raise
    return [found[at] for at in range(len(items))]
