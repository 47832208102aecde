# loses: products
# why: Q^T G and G P^T: right factors, wrong order.
# hint: Both factors are right in your gradients of a product, but matrices may not be
#   exchanged. Write the shapes below them, or follow the indices.


def matmul_backward(G, P, Q):
    return Q.T @ G, G @ P.T
