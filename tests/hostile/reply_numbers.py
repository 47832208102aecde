# group: forge
# after: right
# expect: add=failed mean=failed *=passed
# correct: take NaN, Infinity and huge literals in JSON for the numbers that they are.

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


def add(a, b):
    send(frame(b'{"n": %d, "value": NaN}' % number()))
    while True:
        pass


def mean(values):
    send(frame(b'{"n": %d, "value": 1e999}' % number()))
    while True:
        pass
