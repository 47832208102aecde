# loses: activations
# why: The sigmoid is the derivative of log(1 + e^z), a smooth cousin of ReLU.
# hint: Your derivative of ReLU changes smoothly. ReLU consists of two straight lines: which two
#   slopes can it have?


def d_relu(z):
    return sigmoid(z)
