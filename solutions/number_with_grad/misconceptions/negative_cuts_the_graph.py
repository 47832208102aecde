# loses: local_gradients
# why: -a is a new leaf, so that no gradient comes back to a.
# hint: The result of -a has forgotten a, so no gradient finds its way back. It needs operands like
#   any other result.


def __neg__(self):
    return NumberWithGrad(-self.num)


NumberWithGrad.__neg__ = __neg__
