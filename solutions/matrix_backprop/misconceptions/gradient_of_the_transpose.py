# loses: products
# why: The gradient by W^T is taken for the one by W.
# hint: Your dW is the gradient by W^T: (in, out). It must have the shape of W. With a square W
#   the shapes agree, and the values are still wrong.


def linear_backward(G, X, W):
    return X.T @ G, G.sum(axis=0), G @ W
