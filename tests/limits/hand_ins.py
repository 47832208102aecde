"""A course with small limits, and a hand-in that goes beyond each of them.

`BODIES` are what a function does when it is called; `FILES` are whole files that are handed in.
"""

from __future__ import annotations

import json

COURSE = """\
id = "limits"
title = "Small limits"
assignments = ["one"]
"""
TOML = """\
title = "One function"
summary = "A function that gives back what it is given."

[limits]
memory_mb = 128
submission_kb = 200
cell_cpu_s = 0.3
check_cpu_s = 0.4

[[questions]]
id = "same"
title = "The same again"
kind = "auto"
points = 1
"""
SOURCE = """\
# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The same again

# %% solution="same"
def same(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION


# %% check="same"
assert same(3) == 3
"""
INTERFACE = """\
def same(x: Number) -> Number | Str | Sequence[Number] | Mapping[Number] | Array: ...
"""
HIDDEN = '''\
"""The suite."""

import pytest

from grader.testing import equal


@pytest.mark.check(question="same")
def test_same(submission):
    """What goes in comes out."""
    equal(submission.same(7), 7, "same(7)")
'''
FILES_OF_THE_COURSE = {
    "course.toml": COURSE,
    "solutions/one/assignment.toml": TOML,
    "solutions/one/source.py": SOURCE,
    "solutions/one/interface.py": INTERFACE,
    "solutions/one/hidden/test_one.py": HIDDEN,
}

BODIES = {
    "cpu": "while True: pass",
    "sleeps": "import time; time.sleep(60)",
    "memory": "return len([0.5] * 10 ** 8)",
    "memory_in_an_array": "import numpy; return numpy.ones((4000, 40000)).sum()",
    "memory_swallowed": (
        "kept = []\n    try:\n        while True: kept.append(bytearray(1 << 20))\n"
        "    except MemoryError: return 0"
    ),
    "recursion": "return same(x)",
    "exit": "import os; os._exit(0)",
    "sys_exit": "import sys; sys.exit()",
    "quit": "quit()",
    "threads": (
        "import threading, time\n    for i in range(2000):\n"
        "        threading.Thread(target=time.sleep, args=(9,), daemon=True).start()"
    ),
    "descriptors": "kept = [open('/dev/null') for i in range(100)]",
    "file_size": "open('large', 'wb').write(b'x' * (8 << 20))",
    "scratch_bytes": (
        "for i in range(400):\n        open(f'f{i}', 'wb').write(b'x' * (2 << 20))\n    return 7"
    ),
    "scratch_files": ("for i in range(30_000):\n        open(f'f{i}', 'wb').close()\n    return 7"),
    "processes": "import os; os.fork()",
    "network": "import urllib.request; urllib.request.urlopen('http://example.org')",
    "read_outside": "return len(open('/etc/passwd').read())",
    "write_outside": "open('/tmp/outside', 'w')",
    "data_file": "return len(open('data.csv').read())",
    "long_text": "return 'x' * (9 << 20)",
    "long_list": "return [1 << 60_000] * 400",
    "large_array": "import numpy; return numpy.broadcast_to(0.0, (1 << 13, 1 << 13))",
    "many_keys": "return dict.fromkeys(range(20_000), 0)",
    "large_int": "return 1 << 100_000",
    "dimensions": "import numpy; return numpy.zeros((1,) * 40)",
    "multiprocessing": "import multiprocessing; multiprocessing.Pool(2)",
}
"""What `same` does, by what it goes beyond."""


def _py(body: str) -> bytes:
    return f"def same(x):\n    {body}\n".encode()


def _notebook(*sources: str) -> bytes:
    cells = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": source} for source in sources
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


RIGHT = "def same(x):\n    return x\n"
HAND_INS: dict[str, tuple[str, bytes]] = {
    **{name: ("one.py", _py(body)) for name, body in BODIES.items()},
    "file_too_large": ("one.py", RIGHT.encode() + b"#" * 300_000),
    "cells": ("one.ipynb", _notebook(RIGHT, *["0"] * 2100)),
    "cells_of_py": ("one.py", RIGHT.encode() + b"# %%\n0\n" * 2100),
    "json_depth": ("one.ipynb", b'{"cells": ' + b"[" * 90_000 + b"]" * 90_000 + b"}"),
    "json_number": ("one.ipynb", b'{"cells": [], "x": ' + b"1" * 9000 + b"}"),
    "deep_source": ("one.py", RIGHT.encode() + b"y = " + b"(" * 500 + b")" * 500),
    "deep_minus": ("one.py", RIGHT.encode() + b"y = " + b"-" * 99_000 + b"1"),
    "cell_cpu": ("one.ipynb", _notebook("while True: pass", RIGHT)),
    "cell_sleeps": ("one.ipynb", _notebook("import time; time.sleep(30)", RIGHT)),
    "cells_together": (
        "one.ipynb",
        _notebook(RIGHT, *["x = 0\nwhile x < 2_500_000: x += 1"] * 30),
    ),
    "cell_memory": ("one.ipynb", _notebook("x = [0.5] * 10 ** 8", RIGHT)),
    "cell_exits": ("one.ipynb", _notebook("import os; os._exit(1)", RIGHT)),
    "cell_reads": ("one.ipynb", _notebook("open('/etc/passwd')", "open('data.csv')", RIGHT)),
}  # fmt: skip
"""Student to the file that is handed in and its bytes."""
