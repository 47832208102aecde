# loses: activations
# why: 1 - z^2 takes the argument for the value of tanh.
# hint: In 1 - g squared, g is the value of tanh, not z.


def d_tanh(z):
    return 1 - z**2
