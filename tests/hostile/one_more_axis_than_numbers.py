# group: deny
# after: right
# expect: softmax=failed|refused *=passed
# correct: two to the power of twenty-two numbers along as many axes are a wrong answer like a long one.


def softmax(x):
    return np.zeros((2,) * 22, dtype=np.bool_)
