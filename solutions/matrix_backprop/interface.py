"""The names of this assignment that the hidden suite may touch, and what each gives back.

Shapes are compared by the checks, so that a wrong one is told with both shapes.
"""


def layer_shapes(
    sizes: Sequence[Number], N: Number | None = None
) -> Sequence[Mapping[Sequence[Number]]]: ...


def count_parameters(sizes: Sequence[Number]) -> Number: ...


def forward(
    layers: Sequence[Sequence[Array]], x: Array(1, "f")
) -> Sequence[Sequence[Array(None, "f")]]: ...


def cross_entropy(y_hat: Array(1, "f"), y: Array(1, "f")) -> Number: ...


def identity_jacobian(x: Array(1, "f")) -> Array(None, "iuf"): ...


def elementwise_jacobians(
    op: Str, w: Array(1, "f"), x: Array(1, "f")
) -> Sequence[Array(None, "iuf")]: ...


def layer_jacobian(W: Array(2, "f"), b: Array(1, "f"), x: Array(1, "f")) -> Array(None, "f"): ...


def measured_jacobian(A: Array(2, "f"), B: Array(2, "f"), x: Array(1, "iuf"), h: Number) -> Array(
    None, "f"
): ...


def measured_at_corners(
    A: Array(2, "f"), at: Array(1, "f"), heights: Array(1, "f"), x: Array(1, "iuf"), h: Number
) -> Array(None, "f"): ...


def matmul_backward(
    G: Array(2, "f"), P: Array(2, "f"), Q: Array(2, "f")
) -> Sequence[Array(None, "f")]: ...


def linear_backward(
    G: Array(2, "f"), X: Array(2, "f"), W: Array(2, "f")
) -> Sequence[Array(None, "f")]: ...


def unbroadcast(
    gradient: Array(None, "f"), shape: Sequence[Number]
) -> Array(None, "f") | Number: ...


def house_forward(X: Array(2, "f"), W: Array(2, "f")) -> Array(None, "f"): ...


def house_gradient(X: Array(2, "f"), W: Array(2, "f"), dO: Array(1, "f")) -> Array(None, "f"): ...


def backward(
    layers: Sequence[Sequence[Array]],
    x: Array(1, "f"),
    passed: Sequence[Sequence[Array]],
    y: Array(1, "f"),
) -> Sequence[Sequence[Array(None, "f")]]: ...


def update(
    layers: Sequence[Sequence[Array]],
    gradients: Sequence[Sequence[Array]],
    eta: Number,
) -> Sequence[Sequence[Array(None, "f")]]: ...


def misprints() -> Mapping[Number]: ...
