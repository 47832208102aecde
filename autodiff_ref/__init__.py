"""The reference mathematics of the course: what a right answer gives.

`scalar` is the graph of single numbers (on `plain` ones), `lesson` the lectures' mistaken way
through it, `gradcheck` the independent ways to know a derivative.
May import NumPy, and nothing of `grader` or of a solution; must never hold a test or a mark.
"""

from autodiff_ref.gradcheck import (
    Graph,
    central_difference,
    check,
    complex_step,
    evaluate_graph,
    random_graph,
)
from autodiff_ref.lesson import backward_naive
from autodiff_ref.scalar import (
    NumberWithGrad,
    ensure_number,
    topological_order,
    zero_grad,
)

__all__ = [
    "Graph",
    "NumberWithGrad",
    "backward_naive",
    "central_difference",
    "check",
    "complex_step",
    "ensure_number",
    "evaluate_graph",
    "random_graph",
    "topological_order",
    "zero_grad",
]
