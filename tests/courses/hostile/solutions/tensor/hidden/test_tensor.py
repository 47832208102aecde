"""The hidden suite that hostile submissions want to see, change, or be spared."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import close, equal, raises

PLANTED = "PLANTED-SUITE-9b3e44a8"
NUMBERS = st.integers(-50, 50) | st.sampled_from([0.5, -2.25, 7.125])
LISTS = st.lists(st.integers(-20, 20), min_size=1, max_size=5)


@pytest.mark.check(question="functions")
@settings(max_examples=8)
@given(a=NUMBERS, b=NUMBERS)
def test_add(submission, a, b):
    """The sum of two numbers."""
    close(submission.add(a, b), a + b, "add(a, b)")


@pytest.mark.check(question="functions")
@settings(max_examples=8)
@given(values=LISTS)
def test_mean(submission, values):
    """The mean of some numbers."""
    close(submission.mean(values), sum(values) / len(values), "mean(values)")


@pytest.mark.check(question="functions")
@settings(max_examples=5)
@given(values=LISTS)
def test_softmax(submission, values):
    """Softmax of a vector."""
    x = np.array(values, dtype=float)
    raised = np.exp(x - x.max())
    close(submission.softmax(x), raised / raised.sum(), "softmax(x)")


@pytest.mark.check(question="functions")
def test_identity(submission):
    """What goes in comes out: a text and numbers."""
    equal(submission.identity("seven"), "seven", "identity('seven')")
    equal(list(submission.identity([3, 1])), [3, 1], "identity([3, 1])")


@pytest.mark.check(question="tensor")
def test_data(submission):
    """A tensor holds its numbers."""
    close(submission.Tensor([2.5, -3.0]).data, np.array([2.5, -3.0]), "data")


@pytest.mark.check(question="tensor")
def test_plus(submission):
    """A sum of three tensors."""
    a, b = submission.Tensor([1.0, 2.0]), submission.Tensor([5.0, 7.5])
    close((a + b + a).data, np.array([7.0, 11.5]), "(a + b + a).data")


@pytest.mark.check(question="tensor")
def test_backward(submission):
    """Every path to a leaf counts."""
    a, b = submission.Tensor([1.0, 2.0]), submission.Tensor([5.0, 7.5])
    c = a + b + a
    c.backward()
    close(a.grad, np.array([2.0, 2.0]), "a.grad")
    close(b.grad, np.array([1.0, 1.0]), "b.grad")


@pytest.mark.check(question="tensor")
def test_rejects(submission):
    """A text is no tensor."""
    close(submission.Tensor([1.5]).data, np.array([1.5]), "data")
    with raises(TypeError):
        submission.Tensor("text")
