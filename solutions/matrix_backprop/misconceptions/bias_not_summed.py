# loses: products
# why: G itself is given back for the bias.
# hint: Your db has the shape of G: one row for each example. b is used in all of them, and
#   uses add up.


def linear_backward(G, X, W):
    return G.T @ X, G, G @ W
