# group: deny
# after: right
# expect: add=timeout *=passed
# correct: tell sleeping in answers from waiting for a processor while loading: the machine starved nobody.

import hashlib
import os
import select
import sys
import threading
import time


def request():
    """The request that is being answered, out of the server's own frame."""
    at = sys._getframe()
    while at.f_code.co_name != "answer":
        at = at.f_back
    return at.f_locals["header"]


def asks_for_add():
    """Whether the questions that wait in the socket are those of that check."""
    at = sys._getframe()
    while at.f_code.co_name != "serve":
        at = at.f_back
    fd, read = (at.f_locals[name] for name in ("fd", "read"))
    pending = dict(zip(read.__code__.co_freevars, read.__closure__))["pending"].cell_contents
    while select.select([fd], [], [], 0.2)[0] and b"programs" not in pending:
        pending.extend(os.read(fd, 1 << 16))
    return b'"add"' in pending and b"operator" not in pending


BLOCK = bytes(256 << 10)
began = None


def work(until):
    while time.process_time() < until:
        hashlib.sha256(BLOCK).digest()


def add(a, b):
    """Sleeps nearly all of the wall time away at once, and the rest in short answers."""
    global began
    now = time.monotonic()
    began = began or now
    time.sleep(max(0.012, began + 0.97 - now))
    return a + b


if request()["op"] == "cell":
    time.sleep(0.3)  # so that loading may take longer
elif asks_for_add():
    threading.stack_size(1 << 16)
    until = time.process_time() + 1.4
    threads = [threading.Thread(target=work, args=[until]) for _ in range(60)]
    for thread in threads:
        thread.start()
    work(until)
    for thread in threads:
        thread.join()
