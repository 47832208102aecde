# group: deny
# after: right
# expect: add=failed *=passed
# correct: bound what the kernel holds for a worker: pipes, pairs of sockets and what waits on them.

import os
import select
import socket


def add(a, b):
    held, kept = [], []
    try:
        while True:
            if len(held) % 2:
                reader, writer = os.pipe()
                os.set_blocking(writer, False)
                fds = (reader, writer)
            else:
                pair = socket.socketpair()
                kept.append(pair)
                fds = (pair[0].fileno(), pair[1].fileno())
                os.set_blocking(fds[1], False)
            held.append(fds)
            watch = select.epoll()
            kept.append(watch)
            for fd in fds:
                watch.register(fd)
            try:
                while True:
                    os.write(fds[1], bytes(1 << 16))
            except BlockingIOError:
                pass
    except OSError:
        pass
    raise ValueError("LE" + f"AK: {len(held)}" if len(held) > 100 else "nothing")
