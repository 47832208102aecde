# group: forge
# after: right
# expect: *=crashed|failed|timeout
# correct: a header with a key twice: the last one counts, and it is wrong
import sys, struct
for _m in list(sys.modules.values()):
    if hasattr(_m, "_packed") and hasattr(_m, "serve"):
        _serve = _m
_old = _serve._packed
def _new(n, answer, steps):
    frame, on = _old(n, answer, steps)
    if "value" in answer[0]:
        size, count = struct.unpack("<II", frame[:8])
        head = 8 + 8 * count
        text = frame[head:head + size][:-1] + b',"value":true,"done":true}'
        frame = struct.pack("<II", len(text), count) + frame[8:head] + text + frame[head + size:]
    return frame, on
_serve._packed = _new
