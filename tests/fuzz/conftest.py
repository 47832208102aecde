"""The toy's launcher, and the same draws for every run of these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from tests.toy import launcher, open_toy  # noqa: F401  # fixtures, found here by name


@pytest.fixture(autouse=True)
def same_draws_everywhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hypothesis draws from the literals of every module that happens to be loaded: from none."""
    monkeypatch.setattr(providers, "_get_local_constants", Constants)
    providers.CONSTANTS_CACHE.cache.clear()
    yield
    providers.CONSTANTS_CACHE.cache.clear()
