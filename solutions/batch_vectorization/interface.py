"""The names of this assignment that the hidden suite may touch, and what each gives back."""


def to_columns(X: Array(2)) -> Array(2, "iuf"): ...
def bias_column(b: Array(1)) -> Array(None, "iuf"): ...
def layer_rows(X: Array(2), W: Array(2), b: Array(1)) -> Array(None, "iuf"): ...
def layer_columns(X: Array(2), W: Array(2), b: Array(2)) -> Array(None, "iuf"): ...


def backward_one(
    params: Sequence[Sequence[Array]], x: Array(1), y: Array(1), activation: Str
) -> Sequence[Sequence[Array(None, "iuf")]]: ...


def forward_batch(
    params: Sequence[Sequence[Array]], X: Array(2), activation: Str
) -> Sequence[Sequence[Array(None, "iuf")]]: ...


def batch_loss(outputs: Array(2), targets: Array, reduction: Str) -> Number: ...
def loss_gradient(outputs: Array(2), targets: Array, reduction: Str) -> Array(None, "iuf"): ...


def backward_batch(
    params: Sequence[Sequence[Array]],
    Zs: Sequence[Array],
    As: Sequence[Array],
    delta: Array(2),
    activation: Str,
) -> Sequence[Sequence[Array(None, "iuf")]]: ...
