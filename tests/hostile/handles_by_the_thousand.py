# group: deny
# after: right
# expect: identity=crashed|timeout *=passed
# correct: objects in an answer cost no more than they should.
import sys, struct
serve = sys.modules['worker.serve']
def fake(n, a, s):
    t = b'{"n":%d,"value":{"l":[' % n + b','.join([b'{"h":1}'] * 450000) + b']}}'
    return struct.pack('<II', len(t), 0) + t, True


def identity(x):
    serve._packed = fake
    return x
