# loses: activations
# checks: test_activations.py::test_steepest_at_zero[sigmoid]
# why: Two masks, z > 0 and z < 0, leave out 0, where the answer stays what the array began with.
# hint: Your sigmoid of exactly 0 is not 0.5: z > 0 and z < 0 leave out the 0. Let one of the two
#   sides include it.


def sigmoid(z):
    found = np.zeros(z.shape)
    found[z > 0] = 1 / (1 + np.exp(-z[z > 0]))
    found[z < 0] = np.exp(z[z < 0]) / (1 + np.exp(z[z < 0]))
    return found


def d_sigmoid(z):
    small = np.exp(-np.abs(z))
    return small / (1 + small) ** 2
