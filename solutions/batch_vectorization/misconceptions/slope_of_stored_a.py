# loses: backward
# checks: test_backward.py::test_named_activation[tanh]
# why: The derivative of the activation is taken at A instead of Z; ReLU does not show it.
# hint: `slope` wants Z, the values before the activation, and you give it A. For ReLU both are the
#   same, for tanh and sigmoid they are not.


def backward_batch(params, Zs, As, delta, activation):
    gradients = []
    for k in reversed(range(len(params))):
        gradients.insert(0, (delta.T @ As[k], delta.sum(axis=0)))
        if k > 0:
            delta = (delta @ params[k][0]) * slope(activation, As[k])
    return gradients
