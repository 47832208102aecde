# loses: activations
# why: tanh is taken for a sigmoid with twice the slope; it runs from -1 to 1.
# hint: Your tanh runs from 0 to 1. It is 2 sigmoid(2z) - 1.


def tanh(z):
    return sigmoid(2 * z)
