"""Work that several judges share: nothing is lost, the order stays, an error ends all of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import cast

import pytest

from grader.authoring.judges import side_by_side
from grader.engine.session import JudgeDied, JudgeProcess


class FakeJudge:
    """Waits for the others where it is told to; remembers what it was asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked: list[int] = []
        self.given_up = threading.Event()

    def give_up(self) -> None:
        """As the real one: whoever waits for it is woken."""
        self.given_up.set()


def shared(judges: list[FakeJudge], count: int, work: Callable[[FakeJudge, int], str]) -> list[str]:
    """What the judges give for so many numbers."""

    def of_a_judge(judge: JudgeProcess, number: int) -> str:
        return work(cast(FakeJudge, judge), number)

    return side_by_side([cast(JudgeProcess, each) for each in judges], range(count), of_a_judge)


def test_the_judges_work_at_once_and_the_order_stays() -> None:
    """Two that each wait for the other both begin; results stand as the items do."""
    judges = [FakeJudge("a"), FakeJudge("b")]
    together = threading.Barrier(2)

    def work(judge: FakeJudge, number: int) -> str:
        judge.asked.append(number)
        if number < 2:
            together.wait(60)
        return f"{number}!"

    assert shared(judges, 9, work) == [f"{number}!" for number in range(9)]
    assert sorted(judges[0].asked + judges[1].asked) == list(range(9))
    assert all(judge.asked for judge in judges)


def test_one_judge_and_nothing_to_do() -> None:
    """An empty list asks nobody."""
    assert shared([FakeJudge("a")], 0, lambda *_: "x") == []


def test_what_goes_wrong_ends_the_others_and_is_raised() -> None:
    """A judge that works on is given up, so that nobody waits for the rest of the list."""
    judges = [FakeJudge("a"), FakeJudge("b")]
    begun = threading.Event()

    def work(judge: FakeJudge, number: int) -> str:
        if number == 0:
            begun.set()
            assert judge.given_up.wait(60)
            raise JudgeDied("given up")
        assert begun.wait(60)
        raise JudgeDied("the machine")

    with pytest.raises(JudgeDied, match="the machine"):
        shared(judges, 50, work)

    assert all(judge.given_up.is_set() for judge in judges)
