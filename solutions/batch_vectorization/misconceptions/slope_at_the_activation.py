# loses: one_example
# checks: test_one_example.py::test_smooth_activations[tanh]
# why: The derivative of the activation is taken at a = g(z) instead of z; ReLU does not show it.
# hint: `slope` wants z, the value before the activation, and you give it a. For ReLU both are the
#   same, for tanh and sigmoid they are not.


def backward_one(params, x, y, activation):
    _, activations = forward_one(params, x, activation)
    delta = activations[-1] - y
    gradients = []
    for k in reversed(range(len(params))):
        gradients.insert(0, (np.outer(delta, activations[k]), delta))
        if k > 0:
            delta = (params[k][0].T @ delta) * slope(activation, activations[k])
    return gradients
