# loses: training
# checks: test_training.py::test_few_steps[2]
# why: Only one step is taken, whatever number is asked for.
# hint: Your train takes one step only. Does something end the loop, or stand inside it that
#   should follow it?


def train(X, y, W1, b1, W2, b2, lr, steps):
    while steps:
        W1, b1, W2, b2 = step(X, y, W1, b1, W2, b2, lr)
        break
    return W1, b1, W2, b2
