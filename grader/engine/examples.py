"""Property checks: draw examples once on the reference, replay them, shrink only what fails.

Replaying gives every submission the same inputs and costs a fiftieth of drawing. Only when an
example fails does hypothesis run, to find the smallest one that does; how many calls that may take
is counted, not timed, so the result is the same on every machine.

May import hypothesis, the standard library, `.corpus`; knows nothing of workers.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, settings
from hypothesis.control import BuildContext, current_build_context
from hypothesis.internal.conjecture import providers
from hypothesis.internal.conjecture.data import ConjectureData

from grader.engine import corpus

SHRINK_CALLS = 200
"""Calls of the test after its first failure; then hypothesis keeps the smallest example so far."""


def set_up_hypothesis(storage: str) -> None:
    """Loads the profile under which examples are drawn, and pins what else they depend on.

    Under `derandomize` examples still depend on the literals of every local module in
    `sys.modules`; with those pinned, the same suite draws the same examples under every driver.
    """
    from hypothesis.configuration import set_hypothesis_home_dir

    set_hypothesis_home_dir(storage)
    settings.register_profile(
        "grader",
        derandomize=True,
        database=None,
        deadline=None,
        print_blob=False,
        report_multiple_bugs=False,
        max_examples=50,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("grader")
    empty = providers._local_constants
    providers._get_local_constants = lambda: empty


def is_property(function: Callable[..., Any]) -> bool:
    """Whether a test function draws examples with hypothesis."""
    return hasattr(function, "hypothesis")


@contextmanager
def body_replaced(
    function: Any, wrap: Callable[[Callable[..., Any]], Callable[..., Any]]
) -> Iterator[None]:
    """Runs a property with its body wrapped: hypothesis documents `inner_test` as assignable."""
    handle = function.hypothesis
    original = handle.inner_test
    handle.inner_test = functools.wraps(original)(wrap(original))
    try:
        yield
    finally:
        handle.inner_test = original


def draw(
    function: Any, arguments: Mapping[str, Any], begin: Callable[[], None]
) -> list[corpus.Example]:
    """Every example that hypothesis draws for a property, in order; the property must pass.

    Raises
    ------
    corpus.NotFreezable
        When an example is no plain data, as with `st.data()`.
    """
    examples: list[corpus.Example] = []
    instance = getattr(function, "__self__", None)  # of a test in a class

    def recording(body: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            begin()
            drawn = {
                name: value
                for name, value in kwargs.items()
                if name not in arguments and (instance is None or value is not instance)
            }
            for value in drawn.values():
                corpus.encode(value)
            kept = _copied(drawn)  # before the test may change it
            body(*args, **kwargs)
            examples.append(kept)

        return run

    with body_replaced(function, recording):
        function(**arguments)
    return examples


def replay(
    function: Any,
    arguments: Mapping[str, Any],
    examples: list[corpus.Example],
    begin: Callable[[], None],
    settle: Callable[[], None],
) -> None:
    """Runs the body on every frozen example; raises what the first failing one raises.

    The failing example is stored on the exception as `frozen_example`.
    """
    body = function.hypothesis.inner_test
    if inspect.ismethod(function):
        body = functools.partial(body, function.__self__)
    for example in examples:
        begin()
        try:
            with _as_in_a_search(body):
                body(**arguments, **_copied(example))
            settle()
        except Exception as error:
            error.frozen_example = example  # type: ignore[attr-defined]
            raise


def _as_in_a_search(body: Callable[..., Any]) -> BuildContext:
    """What hypothesis's `assume`, `note`, `event` and `target` need around them."""
    return BuildContext(ConjectureData.for_choices([]), is_final=False, wrapped_test=body)


def shrink(
    function: Any,
    arguments: Mapping[str, Any],
    begin: Callable[[], None],
    settle: Callable[[], None],
) -> None:
    """Lets hypothesis search and shrink; raises what the smallest failing example raises."""
    calls = 0
    failed = False

    def bounded(body: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            nonlocal calls, failed
            if failed and not current_build_context().is_final:
                calls += 1
                if calls > SHRINK_CALLS:
                    return
            begin()
            try:
                body(*args, **kwargs)
                settle()
            except Exception:
                failed = True
                raise

        return run

    with body_replaced(function, bounded):
        function(**arguments)


def _copied(value: Any) -> Any:
    """A fresh copy, so that a test that changes its input changes nothing for the next."""
    if isinstance(value, dict):
        return {key: _copied(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(_copied, value))
    return value.copy() if isinstance(value, np.ndarray) else value
