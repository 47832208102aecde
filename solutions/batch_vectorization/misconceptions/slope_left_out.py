# loses: backward
# checks: test_backward.py::test_named_activation[relu]
# why: Delta goes back through the weights alone, as if the activation were not there.
# hint: Going back you multiply by W, but not by g' at Z. The activation is part of the way too.


def backward_batch(params, Zs, As, delta, activation):
    gradients = []
    for k in reversed(range(len(params))):
        gradients.insert(0, (delta.T @ As[k], delta.sum(axis=0)))
        delta = delta @ params[k][0]
    return gradients
