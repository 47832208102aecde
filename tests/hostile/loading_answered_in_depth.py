# group: deny
# after: right
# expect: *=passed
# correct: leave out a statement whose own answer cannot be read, however deep, and count the answers above it.

import struct
import sys

deep = b'{"n":2,"cell":' + b'{"l":[' * 60_000 + b"]}" * 60_000 + b"}"
sys.modules["worker.wire"].pack_frame = lambda *rest: struct.pack("<II", len(deep), 0) + deep
