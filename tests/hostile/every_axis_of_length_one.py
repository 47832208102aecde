# group: deny
# after: right
# expect: softmax=failed|refused *=passed
# correct: an answer of 32 axes is a wrong shape, and its text is short.


def softmax(x):
    return np.ones((1,) * 32) * 0.5
