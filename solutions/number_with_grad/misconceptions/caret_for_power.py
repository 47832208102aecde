# loses: forward, local_gradients
# why: ^ stands where ** was meant.
# hint: In Python ^ is not a power: it combines the bits of whole numbers. The power is written **.


def __pow__(self, exponent):
    return self._result(self.num ^ exponent, "pow", (self, exponent * self.num ^ (exponent - 1)))


NumberWithGrad.__pow__ = __pow__
