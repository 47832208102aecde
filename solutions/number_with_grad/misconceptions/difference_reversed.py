# loses: forward, local_gradients
# why: a - b is computed as b - a.
# hint: Your a - b gives what b - a should give. In `a.__sub__(b)` the first operand is a.


def __sub__(self, other):
    other = ensure_number(other)
    return self._result(other.num - self.num, "sub", (self, -1), (other, 1))


NumberWithGrad.__sub__ = __sub__
