"""Whether a value fits at all: a function that does nothing takes no steps and changes nothing.

Right up to a factor is enough. Which factor it has to be is what the questions `loss` and
`backward` ask, and a lost 1/N is paid for there.
"""

import numpy as np

from grader.testing import expect


def fits(got, want, what):
    """Passes when a value is a multiple of the right one, and not zero."""
    fits_one_of(got, [want], what)


def fits_one_of(got, wants, what):
    """Passes when a value is a multiple of one of those, and not zero."""
    expect(
        any(_is_multiple(got, want) for want in wants),
        f"{what} is wrong by more than a factor. Here nothing more can be said before it is "
        "right: see the checks of its own question.",
    )


def _is_multiple(got, want):
    came, wanted = np.asarray(got, dtype=float), np.asarray(want, dtype=float)
    if came.shape != wanted.shape or not np.all(np.isfinite(came)):
        return False
    at = np.unravel_index(np.argmax(np.abs(wanted)), wanted.shape)
    largest = float(came[at])
    return abs(largest) > 1e-6 and np.allclose(came / largest, wanted / wanted[at], atol=1e-4)
