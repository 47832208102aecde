"""User numbers of workers: no two gradings on a machine share one, in containers neither."""

from __future__ import annotations

import pytest

from grader.sandbox import users

EVERYTHING = [range(4_294_967_295)]
A_CONTAINERS_OWN = [range(65_536)]
FIRST_NAMESPACE = 4_026_531_836


def taken(first: int) -> set[int]:
    """The numbers that a launcher uses."""
    return set(range(first, first + users.UIDS_EACH))


def test_containers_that_count_alike_share_no_number() -> None:
    """In a container a judge has nearly always the same small number, and the kernel counts
    the processes of a user through all containers."""
    firsts = [users.chosen(7, FIRST_NAMESPACE + at, EVERYTHING) for at in range(1000)]

    assert len(set().union(*map(taken, firsts))) == 1000 * users.UIDS_EACH


@pytest.mark.parametrize(
    ("mapped", "launchers"), [(EVERYTHING, 70_000), (A_CONTAINERS_OWN, 256)], ids=["all", "own"]
)
def test_judges_of_one_machine_share_no_number(mapped: list[range], launchers: int) -> None:
    """Processes that were made one after the other have numbers that are apart."""
    firsts = [users.chosen(900 + at, FIRST_NAMESPACE, mapped) for at in range(launchers)]

    assert len(set(firsts)) == launchers
    assert {first % users.UIDS_EACH for first in firsts} == {firsts[0] % users.UIDS_EACH}


@pytest.mark.parametrize("mapped", [EVERYTHING, A_CONTAINERS_OWN], ids=["all", "own"])
def test_each_number_exists_and_is_nobodys(mapped: list[range]) -> None:
    """A number that the container does not map cannot be taken, and one below has an account."""
    for process in range(0, 4_000_000, 997):
        for uid in taken(users.chosen(process, FIRST_NAMESPACE, mapped)):
            assert any(uid in each for each in mapped)
            assert 60_000 < uid < 65_534 or 0x70000000 <= uid < 0x80000000
