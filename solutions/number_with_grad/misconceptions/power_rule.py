# loses: local_gradients
# why: The exponent is not lowered by one in the derivative of a ** k.
# hint: The derivative of a to the power k is k times a to the power k - 1. In your rule the
#   exponent has stayed as it was.


def __pow__(self, exponent):
    return self._result(self.num**exponent, "pow", (self, exponent * self.num**exponent))


NumberWithGrad.__pow__ = __pow__
