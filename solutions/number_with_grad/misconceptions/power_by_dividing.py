# loses: local_gradients
# checks: test_local_gradients.py::test_power_at_zero
# why: The derivative of a ** k is taken as k * a ** k / a, which divides by 0 at a = 0.
# hint: k times a to the power k, divided by a, is the right derivative everywhere but at a = 0,
#   where it divides by zero. The rule with the exponent k - 1 needs no division.


def __pow__(self, exponent):
    value = self.num**exponent
    return self._result(value, "pow", (self, exponent * value / self.num))


NumberWithGrad.__pow__ = __pow__
