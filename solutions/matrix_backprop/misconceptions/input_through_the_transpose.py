# loses: products
# why: dX = G W^T, the way of the forward pass.
# hint: On the way back you multiply by W^T, as on the way there. The forward pass has W^T in
#   it, and going back transposes it once more.


def linear_backward(G, X, W):
    return G.T @ X, G.sum(axis=0), G @ W.T
