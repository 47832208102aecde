# loses: forward, training
# why: The sigmoid is applied to the output twice.
# hint: Your A2 is never below 0.5: the sigmoid of a sigmoid. Apply it once.


def forward(X, W1, b1, W2, b2):
    Z1 = X @ W1.T + b1
    A1 = sigma(Z1)
    Z2 = A1 @ W2.T + b2
    return Z1, A1, Z2, sigma(sigma(Z2))
