# loses: local_gradients
# why: The derivative of a - b by b has lost its sign.
# hint: In a - b your gradient by b has the wrong sign: when b grows, a - b shrinks.


def __sub__(self, other):
    other = ensure_number(other)
    return self._result(self.num - other.num, "sub", (self, 1), (other, 1))


NumberWithGrad.__sub__ = __sub__
