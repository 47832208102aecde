# group: forge
# after: right
# expect: *=crashed
# correct: believe no answer that was there before its question, also when loading on trial went well.

import json
import os
import struct
import sys


def request():
    """The request that is being answered, out of the server's own frame."""
    at = sys._getframe()
    while at.f_code.co_name != "answer":
        at = at.f_back
    return at.f_locals["header"]

if request()["op"] == "load":
    for number in range(1, 500):
        text = json.dumps({"n": number, "loaded": 2, "done": True, "value": 8.0}).encode()
        os.write(3, struct.pack("<II", len(text), 0) + text)
