# group: evade
# after: right
# expect: backward=failed *=passed
# correct: an array that shares its memory with another one's is what stands in it when it is asked for.

POOL = np.zeros(2)


class Tensor(Tensor):
    def send(self, grad):
        self.sent = getattr(self, "sent", 0) + 1
        POOL[...] = self.sent
        self.grad = POOL[: self.data.size]
        for part in self.parts:
            part.send(grad)
