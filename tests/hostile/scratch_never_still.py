# group: deny
# expect: add=crashed|timeout *=passed
# correct: a folder that machine code renames without rest is counted with all that is in it

import ctypes, mmap, os, struct, threading
import numpy as np
def add(a, b):
    os.chdir(os.environ["TMPDIR"])
    for i in range(900): os.mkdir(f"e{i}")
    os.mkdir("n000")
    inside = os.open("n000", os.O_RDONLY | os.O_DIRECTORY)
    names = b"".join((b"n%03d" % i).ljust(16, b"\0") for i in range(512)) + struct.pack("<qq", 0, 60_000)
    # for (i = 0; ; i = (i + 1) & 511) { renameat2(., n[i], ., n[i + 1], RENAME_NOREPLACE); nanosleep(60 us) }
    code = bytes.fromhex("4989fc4531ed4c89e848c1e004498d340441ffc54181e5ff0100004c89e848c1e0044d8d1404bf9cffffffba9cffffff"
                         "41b801000000b83c0100000f05b823000000498dbc240020000031f60f05")
    code += b"\xeb" + bytes([256 - (len(code) + 2 - 6)])
    page = mmap.mmap(-1, 4096, prot=7)
    page.write(code)
    run = ctypes.CFUNCTYPE(None, ctypes.c_void_p)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
    held = ctypes.create_string_buffer(names, len(names))
    threading.Thread(target=run, args=(ctypes.addressof(held),), daemon=True).start()
    for i in range(40):
        fd = os.open(f"f{i}", os.O_CREAT | os.O_WRONLY, 0o600, dir_fd=inside)
        os.write(fd, bytes(4 << 20))
        os.close(fd)
    import time; time.sleep(0.3)
    return a + b
def mean(v): return sum(v) / len(v)
def softmax(x):
    e = np.exp(x - np.max(x)); return e / e.sum()
def identity(x): return x
class Tensor:
    def __init__(self, data, parts=()):
        if isinstance(data, str): raise TypeError("a text")
        self.data = np.array(data, dtype=float); self.parts, self.grad = parts, None
    def __add__(self, other): return Tensor(self.data + other.data, (self, other))
    def backward(self): self._send(np.ones_like(self.data))
    def _send(self, g):
        self.grad = g if self.grad is None else self.grad + g
        for p in self.parts: p._send(g)
