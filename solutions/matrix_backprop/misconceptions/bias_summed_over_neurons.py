# loses: products
# why: The bias gradient is summed along the wrong axis.
# hint: Your db sums over the neurons. The same b_k is added in every row, so that there is one
#   sum for each neuron, over the examples.


def linear_backward(G, X, W):
    return G.T @ X, G.sum(axis=1), G @ W
