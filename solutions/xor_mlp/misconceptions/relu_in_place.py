# loses: activations
# checks: test_activations.py::test_z_is_left_alone
# why: z[z < 0] = 0 changes the array of the caller.
# hint: Your relu changes the array that it was given. Make a new one, for instance with np.where
#   or np.maximum.


def relu(z):
    z[z < 0] = 0
    return z
