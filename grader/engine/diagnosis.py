"""Names the known mistake behind a wrong answer: the same inputs, the same wrong values.

One equal answer proves little, because many mistakes give the same number somewhere. A mistake is
named only where the submission shows nearly everything that it shows. May import the standard
library alone.
"""

from __future__ import annotations

from collections.abc import Mapping

ENOUGH = 0.9
"""The share of a known mistake's wrong answers that a submission must give as well."""


def diagnose(failed: Mapping[str, str], known: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """For each failed check, the misconception that answers it alike, where there is one.

    Where several do, the one that explains most of the failed checks is named, then the first by
    name.

    Parameters
    ----------
    failed:
        Check name to the fingerprint of the submission's answers.
    known:
        Misconception to check name to fingerprint.
    """
    explained = {
        name: {check for check, mark in marks.items() if mark and failed.get(check) == mark}
        for name, marks in known.items()
    }
    likely = [
        name for name, checks in explained.items() if len(checks) >= ENOUGH * len(known[name])
    ]
    ranked = sorted(likely, key=lambda name: (-len(explained[name]), name))
    found = {}
    for check in failed:
        alike = next((name for name in ranked if check in explained[name]), None)
        if alike is not None:
            found[check] = alike
    return found
