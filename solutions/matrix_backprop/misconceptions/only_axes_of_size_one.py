# loses: unbroadcast
# why: Missing axes on the left are forgotten.
# hint: You undo the axes of size 1, but your result has more axes than the array had: those on
#   the left were put in front.


def unbroadcast(gradient, shape):
    extra = np.ndim(gradient) - len(shape)
    ones = tuple(extra + axis for axis, size in enumerate(shape) if size == 1)
    return np.sum(gradient, axis=ones, keepdims=True)
