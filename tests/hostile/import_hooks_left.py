# group: interfere
# expect: add=passed mean=passed *=failed
# correct: nothing that one check does to modules is there in the next

import builtins, sys
def add(a, b):
    import numpy, operator
    builtins.abs = lambda x: 0
    numpy.allclose = lambda *a, **k: True
    for name in list(sys.modules):
        if name.startswith("worker"): sys.modules[name].__dict__["evil"] = 1
    return a + b
def mean(v): return 1 if hasattr(sys.modules["worker.wire"], "evil") else sum(v) / len(v)
