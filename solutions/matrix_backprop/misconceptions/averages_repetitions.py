# loses: unbroadcast
# why: The mean over the repetitions instead of the sum.
# hint: You take the mean over the repetitions. When one number is used 4 times, a nudge of it
#   arrives 4 times: the gradients add up.


def unbroadcast(gradient, shape):
    gradient = np.mean(gradient, axis=tuple(range(np.ndim(gradient) - len(shape))))
    ones = tuple(axis for axis, size in enumerate(shape) if size == 1)
    return np.mean(gradient, axis=ones, keepdims=True)
