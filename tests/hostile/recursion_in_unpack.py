# group: deny
# after: right
# expect: identity=crashed *=passed
# correct: nesting in an answer is refused before it costs.
import sys, struct
serve = sys.modules['worker.serve']
def fake(n, a, s):
    t = b'{"n":%d,"value":' % n + b'{"l":[' * 900 + b'1' + b']}' * 900 + b'}'
    return struct.pack('<II', len(t), 0) + t, True


def identity(x):
    serve._packed = fake
    return x
