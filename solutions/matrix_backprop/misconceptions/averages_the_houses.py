# loses: house
# why: The forward pass averages over the houses, not over the neurons.
# hint: Your predictions average over the houses. Each house has a prediction of its own: which
#   axis of V holds the neurons?


def house_forward(X, W):
    return sigmoid(X @ W).mean(axis=0)
