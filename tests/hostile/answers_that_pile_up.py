# group: deny
# after: right
# expect: *=crashed
# correct: refuse answers of many small objects, and keep nothing of them for the next check.

import struct
import sys

serve = sys.modules["worker.serve"]
frames = serve.Worker.frames


def many(self, header, buffers, n):
    if header["op"] not in ("script", "run"):
        yield from frames(self, header, buffers, n)
        return
    body = b'{"n":%d,"value":[' % n + b"{}," * 60_000 + b"0]}"
    yield struct.pack("<II", len(body), 0) + body


serve.Worker.frames = many
