# group: deny
# after: right
# expect: add=crashed|timeout *=passed
# correct: nobody sets the time of its own folder back, by which it is seen that something came in.

import os
import time


def add(a, b):
    before = os.stat(".").st_mtime_ns
    for at in range(1100):
        open(f"file-{at}", "w").close()
    try:
        os.utime(".", ns=(before, before))
    except OSError:
        time.sleep(60)
    raise ValueError("LE" + "AK: the time is set back")
