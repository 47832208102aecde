# group: evade
# after: right
# expect: backward=timeout *=passed
# correct: charge to the check what is computed for it while its worker says that it loads.

import json
import os
import select
import struct
import sys
import time


def request():
    """The request that is being answered, out of the server's own frame."""
    at = sys._getframe()
    while at.f_code.co_name != "answer":
        at = at.f_back
    return at.f_locals["header"]


def burning(self, real=Tensor.backward):
    until = time.process_time() + 1.0
    while time.process_time() < until:
        pass
    return real(self)


def ahead():
    """Answers the questions that wait in the socket now, and hands the answers out later."""
    at = sys._getframe()
    while at.f_code.co_name != "serve":
        at = at.f_back
    worker, fd, read = (at.f_locals[name] for name in ("worker", "fd", "read"))
    pending = dict(zip(read.__code__.co_freevars, read.__closure__))["pending"].cell_contents
    while select.select([fd], [], [], 0.2)[0]:
        pending.extend(os.read(fd, 1 << 16))
        size, _ = struct.unpack_from("<II", pending)
        if len(pending) >= 8 + size:
            break
    if b"backward" not in pending:
        return
    size, _ = struct.unpack_from("<II", pending)
    program = sys.modules["worker.program"]
    real = program.run_program
    steps = json.loads(bytes(pending[8 : 8 + size])).get("programs", [])
    answers = [real(each, [], worker.objects, worker.module) for each in steps]
    program.run_program = lambda *args: answers.pop(0) if answers else real(*args)


Tensor.backward = burning
if request()["op"] == "cell":
    time.sleep(0.1)  # so that loading may take longer
else:
    ahead()
