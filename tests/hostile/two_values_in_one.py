# group: forge
# after: words_of_the_worker
# expect: add=failed|crashed mean=failed|crashed *=passed
# correct: of an answer that says two things one is taken, and it must be right.


def add(a, b):
    _, n = _place()
    _say(('{"n":%d,"value":0.5,"value":%r,"n":%d}' % (n, 12345.0, n)).encode())
    os._exit(0)


def mean(values):
    _, n = _place()
    _say(('{"n":%d,"value":%s}' % (n, "NaN")).encode())
    os._exit(0)
