# loses: jacobians
# why: The sigmoid's slope is taken at a instead of at z.
# hint: In your Jacobian of a layer, the sigmoid was applied twice before its slope was taken.
#   The slope belongs to the place where the function was used: z.


def layer_jacobian(W, b, x):
    a = sigmoid(W @ x + b)
    return np.diag(sigmoid(a) * (1 - sigmoid(a))) @ W
