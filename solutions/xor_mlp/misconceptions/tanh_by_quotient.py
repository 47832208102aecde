# loses: activations
# checks: test_activations.py::test_value_far_out[tanh]
# why: (e^z - e^-z) / (e^z + e^-z) is inf / inf far out on both sides.
# hint: Your tanh is nan far out, where it should be -1 or 1: above and below the bar of a quotient
#   both can be inf, and inf / inf is nan.


def tanh(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))
