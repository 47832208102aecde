# loses: forward, local_gradients
# why: -a changes a and gives back a itself.
# hint: After -a the number in a itself has changed its sign. An operation must make a new node and
#   leave its operands alone.


def __neg__(self):
    self.num = -self.num
    return self


NumberWithGrad.__neg__ = __neg__
