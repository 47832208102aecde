# group: forge
# after: right
# expect: add=failed mean=failed *=passed
# correct: an exception that was said to be raised, and was not, is what a raised one is: right where one is asked for, and lost elsewhere.

import json

dumps = json.dumps
saying = False


def said(header, **how):
    """In place of an answer, that its first step raised."""
    if saying and isinstance(header, dict) and ("done" in header or "value" in header):
        error = {"type": "TypeError", "bases": ["TypeError", "Exception"], "text": "", "frames": []}
        header = {"n": header["n"], "raised": {"step": 0, "error": error}}
    return dumps(header, **how)


def say():
    global saying
    saying, json.dumps = True, said


def add(a, b):
    say()
    return a + b


def mean(values):
    say()
    return sum(values) / len(values)


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        if isinstance(data, str):
            say()
            data = [0.0]
        super().__init__(data, parts)
