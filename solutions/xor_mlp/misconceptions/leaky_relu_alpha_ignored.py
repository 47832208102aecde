# loses: activations
# why: 0.01 stands in the code in place of the argument.
# hint: Your leaky_relu always uses 0.01. Use the argument alpha.


def leaky_relu(z, alpha=0.01):
    return np.where(z > 0, z, 0.01 * z)
