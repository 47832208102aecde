# loses: house
# why: The gradient is given back (K, D), as in the other networks.
# hint: Your gradient has a row for each neuron. In the house network W is input first, and its
#   gradient has the same shape.


def house_gradient(X, W, dO):
    V = sigmoid(X @ W)
    return (V * (1 - V) * (dO[:, np.newaxis] / W.shape[1])).T @ X
