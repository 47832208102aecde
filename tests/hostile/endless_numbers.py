# group: deny
# after: right
# expect: identity=crashed *=passed
# correct: numbers in an answer cost no more than their size.
import sys, struct
serve = sys.modules['worker.serve']
def fake(n, a, s):
    t = b'{"n":%d,"value":{"l":[' % n + b','.join([b'1' * 4300] * 900) + b']}}'
    return struct.pack('<II', len(t), 0) + t, True


def identity(x):
    serve._packed = fake
    return x
