# loses: forward, local_gradients
# why: a ** k is a loop of multiplications, which works for positive whole exponents only.
# hint: You compute a power by multiplying again and again. That cannot work for exponents such as
#   -1 or 0.5; Python's own ** can, and the rule of the derivative holds for them too.


def __pow__(self, exponent):
    result = self
    for _ in range(exponent - 1):
        result = result * self
    return result


NumberWithGrad.__pow__ = __pow__
