"""The reference mathematics of the course: what a right answer gives.

Names of the scalar graph are here; the matrices are taken from their modules.

| module | holds |
|---|---|
| `scalar`, on `plain` numbers | the graph of single numbers, `NumberWithGrad` |
| `trace` | that graph as rows, and as a drawing |
| `lesson` | the lectures' mistaken way through it |
| `gradcheck` | independent ways to know a derivative; imports nothing of the rest |
| `activations`, `losses` | the functions and their derivatives, for any array |
| `perceptron`, `gates`, `separable` | both learning rules, weights by hand, proofs either way |
| `network`, `mlp`, `per_example`, `training` | networks of any depth: batch, one by one, descent |
| `house`, `jacobian` | the matrix calculus of the lectures |
| `tensor` | a tape of matrices |
| `worked`, `worked_network` | every worked example: exact, printed, erratum |
| `backend`, `agree` | NumPy, PyTorch, CuPy; whether they compute the same |

May import NumPy (`backend` alone array-api-compat), and nothing of `grader` or of a solution; must
never hold a test or a mark.
"""

from autodiff_ref.gradcheck import (
    Graph,
    central_difference,
    check,
    check_direction,
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
    "check_direction",
    "complex_step",
    "ensure_number",
    "evaluate_graph",
    "random_graph",
    "topological_order",
    "zero_grad",
]
