# group: forge
# expect: *=crashed
# correct: kill a worker whose answers come before their questions.

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

import threading
import time


def early():
    time.sleep(0.005)
    for n in range(1, 60):
        send(frame({"n": n, "value": 0.0, "loaded": [], "done": True}))


def add(*args):
    early()
    return 0.0


mean = softmax = identity = add


class Tensor:
    def __init__(self, data):
        early()
