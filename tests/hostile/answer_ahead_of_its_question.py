# group: forge
# after: right
# expect: identity=crashed *=passed
# correct: bytes that nobody asked for end the worker.
import sys
serve = sys.modules['worker.serve']
wire = sys.modules['worker.wire']
old = serve._packed
def two(n, a, s):
    f, on = old(n, a, s)
    return f + wire.pack_frame({'n': n + 1, 'value': {'l': [3, 1]}}), on


def identity(x):
    serve._packed = two
    return x
