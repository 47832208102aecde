# loses: forward, local_gradients
# why: // stands where / was meant.
# hint: Your division rounds down to a whole number. In Python // does that; / gives the exact
#   quotient.


def __truediv__(self, other):
    other = ensure_number(other)
    by_other = -self.num // other.num**2
    return self._result(self.num // other.num, "div", (self, 1 // other.num), (other, by_other))


NumberWithGrad.__truediv__ = __truediv__
