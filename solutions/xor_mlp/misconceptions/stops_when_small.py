# loses: training
# checks: test_training.py::test_solved_before_it_starts[surely]
# why: Training ends as soon as the loss is below 0.01.
# hint: From a start whose loss is small already, your train gives back that start. Take the number
#   of steps that is asked for: the loss goes on falling.


def train(X, y, W1, b1, W2, b2, lr, steps):
    for _ in range(steps):
        if bce(forward(X, W1, b1, W2, b2)[3].ravel(), y) < 0.01:
            break
        W1, b1, W2, b2 = step(X, y, W1, b1, W2, b2, lr)
    return W1, b1, W2, b2
