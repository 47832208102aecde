# loses: backward_twice
# why: The argument of backward is never read; every pass starts with 1.
# hint: backward(k) gives the same gradients as backward(): the pass always starts with 1 at the
#   root. Start with k when it is given.

_with_a_gradient = NumberWithGrad.backward


def backward(self, backward_grad=None):
    _with_a_gradient(self)


NumberWithGrad.backward = backward
