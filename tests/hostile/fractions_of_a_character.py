# group: deny
# after: right
# expect: identity=failed|refused *=passed
# correct: halves of characters in answers, names and texts of exceptions end nothing.


def identity(x):
    if isinstance(x, str):
        return "seven\ud800"
    error = type("\udfff" * 3, (ValueError,), {})("\udc80\x1b]0;t\x07")
    raise error
