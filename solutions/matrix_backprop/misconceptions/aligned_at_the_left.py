# loses: unbroadcast
# why: Shapes are aligned at the left: the last axes are summed.
# hint: You sum over the last axes. NumPy aligns shapes at the right, so the missing axes are
#   the first ones; for a square array both give the right shape.


def unbroadcast(gradient, shape):
    gradient = np.sum(gradient, axis=tuple(range(len(shape), np.ndim(gradient))))
    ones = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return np.sum(gradient, axis=ones, keepdims=True)
