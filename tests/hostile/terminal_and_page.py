# group: deny
# after: right
# expect: add=failed mean=failed identity=failed data=refused plus=failed backward=failed rejects=refused *=passed
# correct: clean and escape whatever people read.

NASTY = (
    "\x1b]0;owned\x07\x1b[2J\x1b[31m8 passed\x1b[0m\r<script>alert('OWN' + 'ED')</script>"
    "<img src=x onerror=alert(1)> \u202edrowssap\u2066 \x00 {{7*7}} {% raw %} </textarea> "
    "::error::owned ##vso[task.complete] \x9b31m \u2028 ]]> &#x3c;"
)


def add(a, b):
    raise type(NASTY, (Exception,), {})(NASTY)


def mean(values):
    raise ValueError(NASTY)


def identity(x):
    return NASTY


class Tensor:
    def __init__(self, data):
        self.data = NASTY
