# loses: activations
# checks: test_activations.py::test_value_far_out[sigmoid]
# why: e^z / (1 + e^z) is inf / inf for a large z.
# hint: Your sigmoid is nan far to the right: e to the power z is inf there, above and below the
#   bar. Divide both by e to the power z and look again.


def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))
