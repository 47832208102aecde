# loses: activations
# checks: test_activations.py::test_derivative_far_out[sigmoid]
# why: e^-z / (1 + e^-z)^2 is inf / inf for a very negative z.
# hint: Your derivative of the sigmoid is nan far to the left. It can be written with the value of
#   the sigmoid alone, and that is never inf.


def d_sigmoid(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2
