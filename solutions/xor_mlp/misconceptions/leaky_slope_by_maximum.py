# loses: activations
# checks: test_activations.py::test_given_alpha[2.5], test_activations.py::test_leaky_relu_at_zero
# why: The side is chosen by z > alpha z, which is the right one only while alpha < 1.
# hint: With alpha above 1 your d_leaky_relu takes the wrong side: compare z with 0, and not with
#   alpha * z.


def d_leaky_relu(z, alpha=0.01):
    return np.where(z > alpha * z, 1.0, alpha)
