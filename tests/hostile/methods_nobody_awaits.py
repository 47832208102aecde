# group: evade
# after: right
# expect: plus=failed backward=failed *=passed
# correct: a method that was called and waits to be awaited, or to be iterated, has done nothing yet.

plain = Tensor


class Tensor(plain):
    async def __add__(self, other):
        return plain.__add__(self, other)

    def backward(self):
        yield plain.backward(self)
