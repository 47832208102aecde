# group: forge
# expect: *=crashed
# correct: type the answer on its own side, and give no meaning to anything else in it.

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
    send(frame({"n": number(), "value": {"h": -99999999999}}))


def mean(values):
    send(frame({"n": number(), "value": {"a": [0, "<f8", [1 << 40, 0]]}}, b""))


def softmax(x):
    send(frame({"n": number(), "value": {"a": [0, "|O", [1]]}}, b"12345678"))


def identity(x):
    send(frame({"n": number(), "value": {"d": [[{"l": []}, 1]]}}))


class Tensor:
    def __init__(self, data):
        send(frame({"n": number(), "raised": {"step": 10**9, "error": {}}}))
