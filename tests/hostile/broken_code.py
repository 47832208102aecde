# group: deny
# after: right
# expect: add=crashed identity=crashed *=passed
# correct: lose the one check in which the interpreter dies of code that no compiler made.

import dis


def add(a, b):
    return None


def identity(x):
    return None


WIDE, CONSTANT, BACK = (dis.opmap[name] for name in ("EXTENDED_ARG", "LOAD_CONST", "RETURN_VALUE"))
FAR = bytes([WIDE, 127, WIDE, 255, WIDE, 255, CONSTANT, 255, BACK, 0])
add.__code__ = add.__code__.replace(co_code=FAR)
identity.__code__ = identity.__code__.replace(co_code=FAR)
