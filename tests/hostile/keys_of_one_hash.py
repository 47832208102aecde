# group: deny
# after: right
# expect: identity=crashed|timeout *=passed
# correct: build no mapping of very many keys that all have one hash: each costs as much as all before it.

import os
import struct
import sys

MODULUS = sys.hash_info.modulus


def identity(x):
    alike = "0.5," * 100  # which makes each comparison long
    pairs = ",".join('[{"t":[%s{"i":"%x"}]},0]' % (alike, at * MODULUS) for at in range(5, 3_000))
    text = b'{"n":%d,"value":{"d":[%s]}}' % (number(), pairs.encode())
    data = struct.pack("<II", len(text), 0) + text
    while data:
        data = data[os.write(3, data):]
    os._exit(0)


def number():
    """The number of the request that is being answered, out of the server's own frame."""
    at = sys._getframe()
    while at is not None:
        if type(at.f_locals.get("n")) is int:
            return at.f_locals["n"]
        at = at.f_back
    return 2
