# group: forge
# expect: *=crashed
# correct: let nothing but a broken protocol come out of the bytes of an answer.

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

import pickle


class Run:
    def __reduce__(self):
        return os.system, ("touch @OUTSIDE@/PWNED",)


def add(a, b):
    send(pickle.dumps(Run()))


def mean(values):
    send(frame(b'{"n":' + b"[" * 100000))


def softmax(x):
    send(frame(b'{"n": ' + b"9" * 5000 + b"}"))


def identity(x):
    send(frame([1, 2]))


class Tensor:
    def __init__(self, data):
        send(frame(b"\xff\xfe{}"))
