# loses: training
# checks: test_training.py::test_solved_before_it_starts[just]
# why: Training ends as soon as every output is on the right side of 0.5.
# hint: From a start that solves XOR already, your train gives back that start. Take the number of
#   steps that is asked for: the loss goes on falling.


def train(X, y, W1, b1, W2, b2, lr, steps):
    for _ in range(steps):
        if np.array_equal(forward(X, W1, b1, W2, b2)[3].ravel() > 0.5, y > 0.5):
            break
        W1, b1, W2, b2 = step(X, y, W1, b1, W2, b2, lr)
    return W1, b1, W2, b2
