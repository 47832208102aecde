# group: deny
# after: right
# expect: *=timeout
# correct: bound what a worker may sleep while it loads, whatever it slept on trial, and lose the check that waited.

import sys
import time


def request():
    """The request that is being answered, out of the server's own frame."""
    at = sys._getframe()
    while at.f_code.co_name != "answer":
        at = at.f_back
    return at.f_locals["header"]

if request()["op"] == "cell":
    time.sleep(0.1)
while request()["op"] == "load":
    time.sleep(1)
