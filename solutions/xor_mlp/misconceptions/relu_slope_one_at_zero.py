# loses: activations
# checks: test_activations.py::test_relu_at_zero
# why: z >= 0 gives the derivative 1 at 0, where this course chose 0.
# hint: At exactly z = 0 your derivative of ReLU is 1. Here z = 0 belongs to the left side.


def d_relu(z):
    return np.where(z >= 0, 1.0, 0.0)
