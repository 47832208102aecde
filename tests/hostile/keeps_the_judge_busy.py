# group: deny
# after: right
# expect: identity=crashed|timeout *=passed
# correct: an answer that takes the judge long to look at must not cost others time, nor let the worker fill the disk meanwhile.
import struct
import sys
import threading


serve = sys.modules["worker.serve"]
BODY = b',"value":{"l":[' + b"0," * 2_000_000 + b"0]}}"


def fake(n, answer, steps):
    text = b'{"n":%d' % n + BODY
    return struct.pack("<II", len(text), 0) + text, True


def fill():
    block = b"x" * (4 << 20)
    for k in range(100000):
        with open("f%d" % k, "wb") as f:
            f.write(block)


def identity(x):
    serve._packed = fake
    threading.Thread(target=fill, daemon=True).start()
    return x
