# group: forge
# expect: *=failed
# correct: write results itself, after every worker is dead, where no worker can.

import atexit
import json
import os
import threading
import time

OUT = "@OUT@"


def forge():
    row = {"t": "check", "student": "results_at_exit", "outcome": {"outcome": "passed"}}
    for path, text in (
        (OUT + "/journal.jsonl", json.dumps(row) + "\n"),
        (OUT + "/reports/results_at_exit.json", json.dumps({"score": 100})),
        (OUT + "/summary.json", "{}"),
        (OUT + "/results.xml", '<testsuite tests="5" failures="0"/>'),
        ("results.json", "{}"),
    ):
        try:
            with open(path, "a") as file:
                file.write(text)
        except OSError:
            pass


def late():
    while True:
        forge()
        time.sleep(0.01)


atexit.register(forge)
threading.Thread(target=late, daemon=True).start()


def add(a, b):
    forge()
    return 0
