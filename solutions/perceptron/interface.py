"""The names of this assignment that the hidden suite may touch, and what each gives back."""


def gate(name: Str) -> Sequence[Array(1, "iuf") | Sequence[Number] | Number]: ...


def step(
    z: Number | Array, tie: Number = 0
) -> (
    Number
    | Array(None, "iuf")
    | Sequence[
        Number | Array(None, "iuf") | Sequence[Number | Array(None, "iuf") | Sequence[Number]]
    ]
): ...


def predict(X: Array, w: Array(1), b: Number) -> Number | Array(None, "iuf") | Sequence[Number]: ...


def augment(X: Array(2)) -> Array(2, "iuf") | Sequence[Array(1, "iuf") | Sequence[Number]]: ...


def update_01(
    w_aug: Array(1), x_aug: Array(1), y: Number, lr: Number
) -> Array(1, "iuf") | Sequence[Number]: ...


def update_pm(
    w: Array(1), b: Number, x: Array(1), y: Number
) -> Sequence[Array(1, "iuf") | Sequence[Number] | Number]: ...


def pass_pm(
    X: Array(2), y: Array(1), w: Array(1), b: Number
) -> Sequence[Array(1, "iuf") | Sequence[Number] | Number]: ...


def train_01(
    X_aug: Array(2), y: Array(1), start: Array(1), lr: Number = 1.0, max_passes: Number = 100
) -> Sequence[Array(1, "iuf") | Sequence[Number] | Number | Bool]: ...


def add_feature(X: Array(2)) -> Array(2, "iuf") | Sequence[Array(1, "iuf") | Sequence[Number]]: ...


def xor_weights() -> Sequence[Array(1, "iuf") | Sequence[Number] | Number]: ...
