# loses: backward_twice
# why: `backward_grad or 1` takes a given 0 for no gradient at all.
# hint: backward(0) does the same as backward() in your code. Zero counts as false in Python; ask
#   whether the argument is None.

_with_a_gradient = NumberWithGrad.backward


def backward(self, backward_grad=None):
    _with_a_gradient(self, backward_grad or 1)


NumberWithGrad.backward = backward
