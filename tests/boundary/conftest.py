"""The toy hand-in and its launcher, for the tests of the boundary."""

from tests.toy import launcher, open_toy  # noqa: F401  # fixtures, found here by name
