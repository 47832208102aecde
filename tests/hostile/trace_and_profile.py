# group: forge
# after: right
# expect: add=failed mean=failed *=passed
# correct: let tracing see and change the worker alone.

import sys
import threading


def tracer(frame, event, arg):
    frame.f_trace_lines = True
    if event == "exception":
        return None
    for name in ("want", "expected", "outcome"):
        if name in frame.f_locals:
            frame.f_locals[name] = "passed"
    return tracer


def add(a, b):
    sys.settrace(tracer)
    threading.settrace(tracer)
    sys._getframe(1).f_trace = tracer
    return 0.25


def mean(values):
    sys.setprofile(lambda frame, event, arg: None)
    return 0.125
