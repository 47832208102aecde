# loses: unbroadcast
# why: Only the missing axes on the left are undone.
# hint: You undo the axes that were put in front, but an axis of size 1 was repeated as well.


def unbroadcast(gradient, shape):
    return np.sum(gradient, axis=tuple(range(np.ndim(gradient) - len(shape))))
