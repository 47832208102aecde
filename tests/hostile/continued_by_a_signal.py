# group: deny
# after: right
# expect: add=crashed *=passed
# correct: what a worker writes when it is let go on, after an answer that took long to look at, is an answer to nothing.

import os
import signal
import sys

wire = sys.modules["worker.wire"]
plain = wire.pack_frame
CALLED = []


def large(header, *rest):
    return plain({**header, "beside": "x" * 300_000} if CALLED and "value" in header else header, *rest)


wire.pack_frame = large
signal.signal(signal.SIGCONT, lambda *_: os.write(3, b"\x02\x00\x00\x00\x00\x00\x00\x00{}"))


def add(a, b):
    CALLED.append(a)
    return a + b
