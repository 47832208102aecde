# group: read
# expect: *=failed
# correct: names of our files are not told where bubblewrap is; contents never

import os
def add(a, b):
    said = []
    for p in ("@COURSE@/solutions", "@COURSE@/solutions/tensor/hidden/test_tensor.py", "@COURSE@/solutions/tensor/source.py", "/root", "/etc/passwd", "/proc/1", "/proc/self", "/home"):
        for name, f in (("stat", os.stat), ("readlink", os.readlink), ("listdir", os.listdir), ("chdir", os.chdir)):
            try: said.append((p[-20:], name, str(f(p))[:40]))
            except OSError as e: pass
    for n in range(0, 40):
        try: said.append(("fd", n, os.readlink(f"/proc/self/fd/{n}")))
        except OSError: pass
    raise ValueError(str(said)[:900])
