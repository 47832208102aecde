# group: deny
# after: right
# expect: add=failed mean=failed softmax=failed identity=failed *=passed
# correct: show where an exception passed as clean text, though the code says of itself that it is a cell of the release, a check of ours or a command.

import linecache

NASTY = "<script>alert('OWN' + 'ED')</script>\x1b[2J\x1b]8;;http://x\x07\u202e::error::owned {{7*7}} {% raw %}"
LABELS = ("given cell 1", "check add", "answer functions", "scratch =1+1", "cell 1\u202e\x1b[2J\n::error::owned\n")


def passing(label, source):
    """A function that calls another one, in code that claims to be in a file of that label."""
    name, names = f"<{label}>", {}
    linecache.cache[name] = (1, None, [NASTY * 50] * 50, name)
    exec(compile("\n" * 3 + f"def call(function=None):\n    return {source}", name, "exec"), names)
    return names["call"]


calls = [passing(label, "function()") for label in LABELS]
last = passing("check add", "1 / 0")


def add(a, b, calls=tuple(calls)):
    return calls[0](lambda: add(a, b, calls[1:])) if calls else last()


def mean(values):
    raise SyntaxError(NASTY, ("<given cell 1>", 1, 1, NASTY * 50))


def softmax(x):
    return last.__class__(last.__code__.replace(co_name=NASTY, co_qualname=NASTY, co_firstlineno=1 << 30), {})()


def identity(x):
    error = ValueError(NASTY)
    error.add_note(NASTY)
    raise error from ExceptionGroup(NASTY, [SyntaxError(NASTY, ("<check identity>", 1, 1, NASTY))])


exec(compile("1 / 0", "<given cell 1>", "exec"))
