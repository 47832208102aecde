# group: deny
# after: right
# expect: add=crashed|failed|timeout *=passed
# correct: look up no more lines of a hand-in than are shown, however many frames a worker speaks of.

import os
import struct
import sys

FRAMES = ",".join(['["x",1,"",""]'] * 150_000)


def add(a, b):
    at = sys._getframe()
    while at is not None and type(at.f_locals.get("n")) is not int:
        at = at.f_back
    number = at.f_locals["n"] if at else 2
    error = '{"type":"E","bases":[],"text":"t","frames":[%s]}' % FRAMES
    text = b'{"n":%d,"raised":{"step":0,"error":%s}}' % (number, error.encode())
    data = struct.pack("<II", len(text), 0) + text
    while data:
        data = data[os.write(3, data):]
    os._exit(0)


x1 = 0
x2 = 0
x3 = 0
x4 = 0
x5 = 0
x6 = 0
x7 = 0
x8 = 0
