# loses: forward
# why: Plain numbers are used for the value but left out of depends_on.
# hint: The result of a * 5 knows only one operand in your class. A plain number becomes a leaf, by
#   `ensure_number`, and this leaf is an operand too.


def _without_numbers(op, creation_op, by_self):
    def method(self, other):
        if isinstance(other, NumberWithGrad):
            return op(self, other)
        value = op(self, ensure_number(other)).num
        return self._result(value, creation_op, (self, by_self(other)))

    return method


NumberWithGrad.__add__ = _without_numbers(NumberWithGrad.__add__, "add", lambda number: 1)
NumberWithGrad.__mul__ = _without_numbers(NumberWithGrad.__mul__, "mul", lambda number: number)
