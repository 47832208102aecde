"""The lectures' own backward, kept because its mistake teaches why an order is needed.

May import `scalar`; nothing but a lesson or a test may use it.
"""

from __future__ import annotations

from autodiff_ref.plain import Number
from autodiff_ref.scalar import NumberWithGrad


def backward_naive(node: NumberWithGrad, backward_grad: Number | None = None) -> None:
    """Set gradients as the lectures' recursion does: WRONG where a result is used twice.

    Kept for the lesson. With b = a + 1, c = b * b at a = 3 it gives a.grad 12, and 8 is right:

    =====================  ======  ======
    step                   b.grad  a.grad
    =====================  ======  ======
    c hands 4 to b (left)       4
    b hands 4 to a                      4
    c hands 4 to b (right)      8
    b hands 8 to a                     12
    =====================  ======  ======

    The last step hands on 8, all that b has, where only the 4 that were new should go. A leaf
    used twice is fine (a * a gives 6), which is why the lectures' example, 35, never showed it.
    Handing on only what is new would be right, and slow: each path is then walked by itself, and
    sixty times x = x * x has 2^60 of them.
    """
    if backward_grad is None:
        node.grad = 1
    else:
        node.grad = backward_grad if node.grad is None else node.grad + backward_grad
    for parent, derivative in zip(node.depends_on, node.local_derivatives, strict=True):
        backward_naive(parent, derivative * node.grad)
