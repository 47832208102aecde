# loses: training
# checks: test_training.py::test_start_is_left_alone[step]
# why: W1 -= ... changes the arrays of the caller.
# hint: Your step changes the arrays that it was given. Write W1 - lr * dW1 into a new array.


def step(X, y, W1, b1, W2, b2, lr):
    _, A1, _, A2 = forward(X, W1, b1, W2, b2)
    for each, slope_of_it in zip((W1, b1, W2, b2), backward(X, y, W2, A1, A2), strict=True):
        each -= lr * slope_of_it
    return W1, b1, W2, b2
