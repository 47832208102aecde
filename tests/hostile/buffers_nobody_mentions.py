# group: deny
# after: right
# expect: *=passed
# correct: buffers that no value mentions are bounded.
import sys
serve = sys.modules['worker.serve']
wire = sys.modules['worker.wire']
old = serve._packed
def more(n, a, s):
    r, b = a
    return wire.pack_frame({'n': n, **r}, [*b, *[b'x' * 60000] * 4000][:4096]), 'raised' not in r and 'kind' not in r
serve._packed = more
