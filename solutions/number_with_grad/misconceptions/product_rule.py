# loses: local_gradients, reused_leaf, reused_node, backward_twice, depth, cost
# why: The derivative of a * b by a is taken to be a.
# hint: In a * b your gradient by a is made from a, and the one by b from b. Nudge a in a * b: by
#   how much does the product move?


def __mul__(self, other):
    other = ensure_number(other)
    return self._result(self.num * other.num, "mul", (self, self.num), (other, other.num))


NumberWithGrad.__mul__ = __mul__
