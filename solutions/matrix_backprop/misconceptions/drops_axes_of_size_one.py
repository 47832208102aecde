# loses: unbroadcast
# why: Summed axes of size 1 vanish: keepdims is missing.
# hint: The numbers are right, but your axes of size 1 are gone. `np.sum` has an argument that
#   keeps them.


def unbroadcast(gradient, shape):
    gradient = np.sum(gradient, axis=tuple(range(np.ndim(gradient) - len(shape))))
    return np.sum(gradient, axis=tuple(axis for axis, size in enumerate(shape) if size == 1))
