# loses: activations
# why: 1 / (1 + e^z) falls where the sigmoid rises.
# hint: Your sigmoid falls from 1 to 0. Look at the sign in the exponent.


def sigmoid(z):
    return 1 / (1 + np.exp(z))
