# group: evade
# after: right
# expect: add=timeout *=passed
# correct: count the CPU time of all threads also between two answers, and not just while a question is open.

import hashlib
import sys
import threading
import time

serve = sys.modules["worker.serve"]
frames = serve.Worker.frames


def work():
    until = time.thread_time() + 0.03
    while time.thread_time() < until:
        hashlib.sha256(bytes(1 << 16)).digest()


def working(self, header, buffers, n):
    for frame in frames(self, header, buffers, n):
        yield frame  # it is on its way when we go on
        if "'name': 'add', 'args'" in str(header):
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()


serve.Worker.frames = working
