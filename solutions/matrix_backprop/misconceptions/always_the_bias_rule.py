# loses: unbroadcast
# why: The rule for a bias, a sum over the rows, is used whatever the shapes are.
# hint: You sum over axis 0 in every case. That is right for a bias; compare the two shapes to see
#   what was repeated, if anything.


def unbroadcast(gradient, shape):
    return np.sum(gradient, axis=0)
