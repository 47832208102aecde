# loses: activations
# checks: test_activations.py::test_given_alpha[2.5]
# why: max(alpha z, z) is the leaky ReLU only while alpha <= 1.
# hint: With alpha above 1 your leaky_relu has its two sides exchanged: a maximum takes the larger
#   number, and that need not be the one you mean.


def leaky_relu(z, alpha=0.01):
    return np.maximum(alpha * z, z)
