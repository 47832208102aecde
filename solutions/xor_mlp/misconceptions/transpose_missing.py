# loses: forward, training
# checks: test_forward.py::test_shapes_that_tell_nothing
# why: X W1 has the right shape by accident when W1 is square.
# hint: You multiply by W1 where its transpose belongs. With two inputs and two hidden units both
#   have the same shape; look at one entry of Z1 and see which weights are in it.


def forward(X, W1, b1, W2, b2):
    A1 = sigma(X @ W1 + b1)
    Z2 = A1 @ W2.T + b2
    return X @ W1 + b1, A1, Z2, sigma(Z2)
