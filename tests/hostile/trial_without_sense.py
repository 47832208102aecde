# group: deny
# after: right
# expect: *=passed
# correct: take nothing that a worker says of a cell on trial for more than a note, whatever its form.

import sys


def request():
    """The request that is being answered, out of the server's own frame."""
    at = sys._getframe()
    while at.f_code.co_name != "answer":
        at = at.f_back
    return at.f_locals["header"]

deep = []
for _ in range(880):
    deep = [deep]
told = {
    "state": "raised", "absent": [deep, {"a": deep}] * 9, "skipped": [10**4200, -5, True], "done": 3, "of": "x",
    "error": {"type": deep, "text": {"a": deep}, "bases": 3, "frames": [[deep, 10**4200, deep, deep], 5, "abcd"]},
}
if request()["op"] == "cell":
    sys.modules["worker.serve"].Worker._cell = lambda self, *args: told
after = 1
later = 2
