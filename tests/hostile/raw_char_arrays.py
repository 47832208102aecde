# group: forge
# after: right
# expect: softmax=crashed data=crashed plus=crashed backward=crashed rejects=crashed *=passed
# correct: an array that says it is of characters is none of numbers
import sys
for _m in list(sys.modules.values()):
    if hasattr(_m, "_packed") and hasattr(_m, "serve"):
        _serve = _m
_old = _serve._packed
def _new(n, answer, steps):
    frame, on = _old(n, answer, steps)
    return frame.replace(b'"<f8"', b'"|c1"'), on
_serve._packed = _new
