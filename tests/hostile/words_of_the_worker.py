# group: forge
# after: right
# expect: *=passed
# correct: code that could speak in the worker's place, and does not, is right code.

import sys, os, struct, json


def _packed(header, buffers=()):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    sizes = b"".join(struct.pack("<Q", len(each)) for each in buffers)
    return struct.pack("<II", len(text), len(buffers)) + sizes + text + b"".join(buffers)


def _place():
    """The socket, and the number of the answer that is owed."""
    frame = sys._getframe()
    while frame is not None and "fd" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["fd"], frame.f_locals["number"]


def _say(header, buffers=()):
    fd, number = _place()
    if not isinstance(header, bytes):
        header = {"n": number, **header}
    data = _packed(header, buffers)
    while data:
        data = data[os.write(fd, data):]
