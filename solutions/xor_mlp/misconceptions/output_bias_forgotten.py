# loses: forward, training
# why: The output has no bias.
# hint: Your Z2 does not contain b2.


def forward(X, W1, b1, W2, b2):
    Z1 = X @ W1.T + b1
    A1 = sigma(Z1)
    Z2 = A1 @ W2.T
    return Z1, A1, Z2, sigma(Z2)
