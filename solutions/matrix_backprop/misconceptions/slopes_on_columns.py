# loses: jacobians
# why: The slopes multiply the columns of W: the factors of the chain in the wrong order.
# hint: The slope of output i belongs to row i of the Jacobian. `W * slopes` multiplies the
#   columns instead: NumPy aligns shapes at the right.


def layer_jacobian(W, b, x):
    a = sigmoid(W @ x + b)
    return W * (a * (1 - a))
