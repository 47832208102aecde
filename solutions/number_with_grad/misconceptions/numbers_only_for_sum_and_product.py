# loses: forward, local_gradients
# why: Only + and * pass their operand through ensure_number; a - 2 and a / 2 fail.
# hint: In a - 2 and a / 2 you use the plain number as if it were a NumberWithGrad. Pass it through
#   `ensure_number` first, as you do for + and *.


def __sub__(self, other):
    return self._result(self.num - other.num, "sub", (self, 1), (other, -1))


def __truediv__(self, other):
    by_other = -self.num / other.num**2
    return self._result(self.num / other.num, "div", (self, 1 / other.num), (other, by_other))


NumberWithGrad.__sub__ = __sub__
NumberWithGrad.__truediv__ = __truediv__
