# group: deny
# after: right
# expect: identity=failed *=passed
# correct: one long float in an answer costs no more than its size.
import sys, struct
serve = sys.modules['worker.serve']
def fake(n, a, s):
    t = b'{"n":%d,"value":' % n + b'0.' + b'1' * 4000000 + b'}'
    return struct.pack('<II', len(t), 0) + t, True


def identity(x):
    serve._packed = fake
    return x
