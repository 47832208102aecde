# loses: products
# why: The bias gradient is averaged over the examples, the others are summed.
# hint: Your db is a mean over the examples. If the loss was a mean, G holds the 1/N already:
#   here uses add up.


def linear_backward(G, X, W):
    return G.T @ X, G.mean(axis=0), G @ W
