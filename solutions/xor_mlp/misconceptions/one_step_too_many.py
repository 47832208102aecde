# loses: training
# checks: test_training.py::test_few_steps[1]
# why: range(steps + 1) takes one step more than asked for.
# hint: Your train takes one step too many. How many numbers are in your range?


def train(X, y, W1, b1, W2, b2, lr, steps):
    for _ in range(steps + 1):
        W1, b1, W2, b2 = step(X, y, W1, b1, W2, b2, lr)
    return W1, b1, W2, b2
