# group: forge
# expect: *=crashed
# correct: check lengths before anything is allocated.

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
    send(struct.pack("<II", 0xFFFFFFFF, 0) + b"x" * 100)


def mean(values):
    send(struct.pack("<II", 10, 0xFFFFFFFF) + b"x" * 100)


def softmax(x):
    send(struct.pack("<II", 10, 1) + struct.pack("<Q", 1 << 62) + b"x" * 100)


def identity(x):
    send(struct.pack("<II", 10, 4096) + struct.pack("<Q", 1 << 27) * 4096)


class Tensor:
    def __init__(self, data):
        send(struct.pack("<II", (16 << 20) + 1, 0))
