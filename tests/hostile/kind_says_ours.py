# group: interfere
# after: right
# expect: rejects=failed *=failed|crashed
# correct: what a worker says of itself is never a fault of ours
import sys
for _m in list(sys.modules.values()):
    if hasattr(_m, "_packed") and hasattr(_m, "serve"):
        _serve = _m
_old = _serve._packed
def _new(n, answer, steps):
    if not ({"value", "done", "kind"} & set(answer[0])) or not steps: return _old(n, answer, steps)
    error = {"type": "OSError", "bases": ["OSError", "Exception", "BaseException"], "text": "no room", "frames": []}
    return _old(n, ({"raised": {"step": len(steps) - 1, "error": error}}, []), steps)
_serve._packed = _new
