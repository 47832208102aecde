# loses: forward
# checks: test_forward.py::test_four_rows[Z2]
# why: Z2 is given back after the sigmoid.
# hint: Your Z2 equals your A2. Z2 is what goes into the last sigmoid.


def forward(X, W1, b1, W2, b2):
    A1 = sigma(X @ W1.T + b1)
    A2 = sigma(A1 @ W2.T + b2)
    return X @ W1.T + b1, A1, A2, A2
