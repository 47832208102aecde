# loses: activations
# why: z(1 - z) takes the argument for the value of the sigmoid.
# hint: The rule a(1 - a) is about a, the value of the sigmoid. Your derivative puts z itself into
#   it.


def d_sigmoid(z):
    return z * (1 - z)
