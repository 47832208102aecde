# loses: activations
# why: The step of the perceptron instead of ReLU.
# hint: Your relu gives 1 wherever z > 0. It should give z itself there.


def relu(z):
    return np.where(z > 0, 1.0, 0.0)
