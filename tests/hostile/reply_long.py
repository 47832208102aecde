# group: forge
# after: right
# expect: add=timeout|crashed|failed mean=timeout|crashed|failed identity=timeout|crashed|failed *=passed
# correct: read an answer of very many items in a bounded time, whatever it cost to send.

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


def long(item):
    head = b'{"n":%d,"value":{"l":[' % number()
    send(frame(head + (item + b",") * ((15 << 20) // (len(item) + 1)) + item + b"]}}"))
    while True:
        pass


def add(a, b):
    long(b"1")


def mean(values):
    long(b'{"l":[]}')


def identity(x):
    long(b"1")
