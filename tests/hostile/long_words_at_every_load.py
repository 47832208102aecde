# group: deny
# after: right
# expect: *=passed
# correct: keep of what a statement answers what is told of it, and not the megabytes beside: the next ones bring more.

import struct
import sys

wire = sys.modules["worker.wire"]
plain = wire.pack_frame
WIDE = ',"more":"' + "x" * (4 * 1024 * 1024 - 400) + '\U0001f600"}'  # four bytes for each in memory
MANY = ',"more":[' + ",".join(["[]"] * 99_900) + "]}"


def burdened(header, *rest):
    frame = plain(header, *rest)
    if "cell" not in header:
        return frame
    text = frame[8:-1] + (MANY if header["n"] % 2 else WIDE).encode()
    return struct.pack("<II", len(text), 0) + text


wire.pack_frame = burdened
kept0 = 0
kept1 = 1
kept2 = 2
kept3 = 3
kept4 = 4
kept5 = 5
kept6 = 6
kept7 = 7
kept8 = 8
kept9 = 9
kept10 = 10
kept11 = 11
kept12 = 12
kept13 = 13
kept14 = 14
kept15 = 15
kept16 = 16
kept17 = 17
kept18 = 18
kept19 = 19
kept20 = 20
kept21 = 21
kept22 = 22
kept23 = 23
