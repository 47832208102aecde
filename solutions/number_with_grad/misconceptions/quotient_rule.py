# loses: local_gradients
# why: The derivative of a / b by b has b where its square belongs.
# hint: Your gradient of a / b by b is wrong. Write a / b as a times b to the power -1 and
#   differentiate by b: to which power must b stand in the result?


def __truediv__(self, other):
    other = ensure_number(other)
    by_other = -self.num / other.num
    return self._result(self.num / other.num, "div", (self, 1 / other.num), (other, by_other))


NumberWithGrad.__truediv__ = __truediv__
