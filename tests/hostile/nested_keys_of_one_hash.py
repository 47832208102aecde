# group: deny
# after: right
# expect: identity=crashed *=passed
# correct: keys of a mapping cost no more than they should.
import sys, struct
serve = sys.modules['worker.serve']
def fake(n, a, s):
    t = b'{"n":%d,"value":{"d":[' % n + b','.join(b'[{"t":[%d,{"t":[]}]},1]' % k for k in range(9999)) + b']}}'
    return struct.pack('<II', len(t), 0) + t, True


def identity(x):
    serve._packed = fake
    return x
