# group: forge
# after: right
# expect: add=timeout mean=timeout *=passed
# correct: hold the whole answer to one deadline, however slowly its bytes come.

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

import time


def drip(data):
    for byte in data:
        send(bytes([byte]))
        time.sleep(0.09)


def add(a, b):
    drip(frame({"n": number(), "value": a + b}) + b" " * 1000)


def mean(values):
    send(struct.pack("<II", 1 << 20, 0))
    while True:
        send(b" ")
        time.sleep(0.005)
