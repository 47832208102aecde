# loses: house
# why: Divided by the number of houses instead of neurons.
# hint: You divide by the number of houses. What is averaged in this network: houses, or
#   neurons?


def house_gradient(X, W, dO):
    V = sigmoid(X @ W)
    return X.T @ (V * (1 - V) * dO[:, np.newaxis]) / len(X)
