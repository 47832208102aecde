# loses: jacobians
# why: The transposed layout: a column for each output.
# hint: Your Jacobian has a column for each output. In this notebook it has a row for each
#   output and a column for each input.

_layer_jacobian, _numeric_jacobian = layer_jacobian, numeric_jacobian


def layer_jacobian(W, b, x):
    return _layer_jacobian(W, b, x).T


def numeric_jacobian(f, x, h=1e-5):
    return _numeric_jacobian(f, x, h).T
