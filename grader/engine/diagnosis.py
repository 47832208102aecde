"""Names the known mistake behind a wrong answer: the same inputs, the same wrong values.

May import the standard library alone.
"""

from __future__ import annotations

from collections.abc import Mapping


def diagnose(failed: Mapping[str, str], known: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """For each failed check, the misconception that answers it alike, where there is one.

    Where several do, the one that explains most of the failed checks is named, then the one that
    fails fewest checks besides, then the first by name.

    Parameters
    ----------
    failed:
        Check name to the fingerprint of the submission's answers.
    known:
        Misconception to check name to fingerprint.
    """

    def rank(name: str) -> tuple[int, int, str]:
        theirs = known[name]
        explained = sum(theirs.get(check) == mark for check, mark in failed.items() if mark)
        return -explained, len(theirs), name

    ranked = sorted(known, key=rank)
    found = {}
    for check, mark in failed.items():
        alike = next((name for name in ranked if mark and known[name].get(check) == mark), None)
        if alike is not None:
            found[check] = alike
    return found
