# group: deny
# after: right
# expect: add=failed *=passed
# correct: let no descriptor travel: in flight it holds a file that nobody could count.

import os
import socket


def add(a, b):
    ours, theirs = socket.socketpair()
    for at in range(8):
        file = os.open(f"file-{at}", os.O_CREAT | os.O_RDWR, 0o600)
        os.unlink(f"file-{at}")
        socket.send_fds(ours, [b"x"], [file])
        os.close(file)
    return a + b
