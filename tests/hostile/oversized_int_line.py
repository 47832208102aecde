# group: forge
# after: right
# expect: add=crashed|timeout *=passed
# correct: a frame with an odd line number is words, or a broken protocol.
import sys, struct, json
serve = sys.modules['worker.serve']
def fake(n, a, s):
    t = json.dumps({'n': n, 'raised': {'step': len(s)-1, 'error': {'type': 'T'*4000000, 'bases': ['ValueError']*100000, 'text': 'x'*10, 'frames': [['cell 1', 10**4000, 'f', ''], ['cell 1', 3, 'f', '']]*50}}}).encode()[:4190000]
    return struct.pack('<II', len(t), 0) + t, True


def add(a, b):
    serve._packed = fake
    return a + b
