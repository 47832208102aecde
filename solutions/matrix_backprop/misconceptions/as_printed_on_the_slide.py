# loses: products
# why: The slide's rule: G^T Q for the first factor.
# hint: The gradient by P has the shape of P, (N, D), but G^T Q would need N = D
#   even to be computed. Follow the indices: over which one is the sum?


def matmul_backward(G, P, Q):
    return G.T @ Q, P.T @ G
