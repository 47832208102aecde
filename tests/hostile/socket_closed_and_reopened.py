# group: forge
# expect: add=crashed *=failed
# correct: its check alone is lost, within its time

import os, socket
def add(a, b):
    x, y = socket.socketpair()
    os.dup2(x.fileno(), 3)
    os.write(y.fileno(), b"\x00" * 64)
    return a + b
