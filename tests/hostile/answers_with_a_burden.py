# group: deny
# after: right
# expect: add=passed|timeout *=passed
# correct: read what is beside a right answer within the wall time of the check, and keep nothing of it.

import json
import struct
import sys

serve = sys.modules["worker.serve"]
packed = serve._packed
BURDEN = b',"x":[' + b",".join([b"[]"] * 1_300_000) + b"]}"


def heavy(n, answer, steps):
    if steps[-1:] == [] or steps[-1].get("op") != "global" or steps[-1]["name"] != "add":
        return packed(n, answer, steps)
    head = json.dumps({"n": n, **answer[0]}).encode()[:-1]
    return struct.pack("<II", len(head) + len(BURDEN), 0) + head + BURDEN, True


serve._packed = heavy
