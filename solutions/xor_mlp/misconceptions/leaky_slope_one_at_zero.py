# loses: activations
# checks: test_activations.py::test_leaky_relu_at_zero
# why: z >= 0 gives the derivative 1 at 0, where this course chose alpha.
# hint: At exactly z = 0 your derivative of leaky ReLU is 1. Here z = 0 belongs to the left side.


def d_leaky_relu(z, alpha=0.01):
    return np.where(z >= 0, 1.0, alpha)
