# loses: forward
# why: a W instead of W a: the same as using W^T.
# hint: You multiply from the wrong side: each neuron must use its own row of W. With a square W
#   both products have the right shape, and one of them is right.


def forward(layers, x):
    passed, a = [], x
    for W, b in layers:
        z = a @ W + b
        a = sigmoid(z)
        passed.append((z, a))
    return passed
