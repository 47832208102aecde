# loses: layouts
# checks: test_layouts.py::test_columns[N = K]
# why: The column of biases is made flat again, so that it meets the examples, not the neurons.
# hint: With columns each row of Z is one neuron, so the biases must be a column (K, 1), as they
#   come. Flat, they are paired with the examples; if N = K nothing complains.


def layer_columns(X, W, b):
    return W @ X + b.ravel()
