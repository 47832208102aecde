# loses: activations
# why: The numerator on one slide, uv - uv, is 0 everywhere.
# hint: Your derivative of tanh is 0 everywhere. The quotient rule for u / v has v squared minus u
#   squared above the bar here; the slide has a misprint.


def d_tanh(z):
    return 0.0 * z
