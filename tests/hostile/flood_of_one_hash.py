# group: deny
# expect: add=crashed *=failed
# correct: an answer costs the judge about as much as reading it: a wrong shape is refused before it is built
import json, struct, sys
wire = sys.modules["worker.wire"]
def frame(header, buffers=()):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<II", len(text), len(buffers)) + b"".join(struct.pack("<Q", len(b)) for b in buffers) + text + b"".join(buffers)
pack = wire.pack_frame

P = (1 << 61) - 1
prefix = ",".join(["0.5"] * 100)
keys = ",".join('[{"t":[%s,{"i":"%s"}]},0]' % (prefix, hex(k * P)) for k in range(5, 8905))
body = ('"value":{"d":[%s]}}' % keys).encode()
def evil(header, buffers=(), *limit):
    if "value" in header: return frame(b'{"n":%d,' % header["n"] + body)
    return pack(header, buffers, *limit)
wire.pack_frame = evil
print(len(body))

def add(a, b): return 0
