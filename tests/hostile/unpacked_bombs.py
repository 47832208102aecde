# group: deny
# after: right
# expect: add=failed|timeout mean=failed softmax=failed|timeout identity=failed|timeout *=passed
# correct: bound what a few bytes become when they are unpacked, whoever unpacks them.

import bz2
import json
import lzma
import marshal
import pickle
import struct
import zlib

NOUGHTS = zlib.compress(bytes(1 << 22))


def add(a, b):
    stream = zlib.decompressobj()
    out = [stream.decompress(NOUGHTS)]
    while True:
        out.append(zlib.decompress(NOUGHTS) * 16)


def mean(values):
    for attempt in (lambda: pickle.loads(b"\x80\x04\x8e" + struct.pack("<Q", 1 << 62)),
                    lambda: marshal.loads(b"s\xff\xff\xff\x7f"),
                    lambda: json.loads("[" * 100_000)):
        try:
            attempt()
        except (pickle.UnpicklingError, EOFError, MemoryError, RecursionError, OverflowError):
            continue
        return 0.0
    raise ValueError("nothing")


def softmax(x):
    return lzma.decompress(lzma.compress(bytes(1 << 22))) * 1000


def identity(x):
    return bz2.decompress(bz2.compress(bytes(1 << 20))) * 10_000
