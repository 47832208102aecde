# group: forge
# after: right
# expect: *=failed
# correct: an answer that says everything at once, a value, an end and the exception that is asked for, is read in one way.

import sys


def everything(steps, sent, objects, module):
    last = len(steps) - 1
    error = {"type": "TypeError", "bases": ["TypeError", "Exception"], "text": "", "frames": []}
    return {"done": True, "value": 0, "kind": {"step": last, "came": "x"}, "raised": {"step": last, "error": error}}, []


sys.modules["worker.program"].run_program = everything
