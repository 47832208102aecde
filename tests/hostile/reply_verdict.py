# group: forge
# after: right
# expect: add=failed mean=failed softmax=crashed identity=failed *=passed
# correct: give a forged answer no more than a returned value has.

import json
import os
import struct
import sys


def frame(header, *buffers):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    lengths = b"".join(struct.pack("<Q", len(buffer)) for buffer in buffers)
    return struct.pack("<II", len(text), len(buffers)) + lengths + text + b"".join(buffers)


def send(data):
    while data:
        data = data[os.write(3, data):]


def number():
    """The number of the request that is being answered, out of the server's own frame."""
    at = sys._getframe()
    while at is not None:
        header = at.f_locals.get("header")
        if isinstance(header, dict) and "n" in header:
            return header["n"]
        at = at.f_back
    return guess

guess = 2


def say(**more):
    send(frame({"n": number(), **more}))
    while True:
        pass  # so that the forged answer is the only one


def add(a, b):
    say(value=0.015625, outcome="passed", passed=True, score=100, want=0.015625)


def mean(values):
    say(raised={"step": 0, "error": {
        "type": "Skipped", "bases": ["AssertionError", "KeyboardInterrupt"], "text": "skip",
        "frames": [["cell 1", 1, "f", "PASSED"]] * 1000}})


def softmax(x):
    say(done=True, kind={"step": 0, "came": 5})


def identity(x):
    say(value="\ud800 eight \x00", kindness=[])
