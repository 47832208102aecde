# group: interfere
# after: right
# expect: add=failed *=passed
# correct: give a worker nothing that counts how many there were before it, and so tells which check it is in.

import os
import re


def add(a, b):
    names = [os.getcwd(), os.environ.get("TMPDIR", ""), os.environ.get("HOME", "")]
    found = [name for name in names if re.search(r"[-_](\d{1,9}|\d+-\d+)/?$", name)]
    raise ValueError("LE" + "AK: " + repr(found) if found else "nothing")
