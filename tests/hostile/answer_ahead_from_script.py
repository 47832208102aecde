# group: forge
# expect: *=failed
# correct: an answer is the answer to its own question
import json, struct, sys
wire = sys.modules["worker.wire"]
def frame(header, buffers=()):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<II", len(text), len(buffers)) + b"".join(struct.pack("<Q", len(b)) for b in buffers) + text + b"".join(buffers)
pack = wire.pack_frame

script = []
old = sys.modules["worker.serve"].Worker.frames
def frames(self, header, buffers, n):
    if header["op"] == "script": script.append(header["programs"])
    return old(self, header, buffers, n)
sys.modules["worker.serve"].Worker.frames = frames
def add(a, b): raise ValueError(str([p for s in script for p in s])[-900:])
