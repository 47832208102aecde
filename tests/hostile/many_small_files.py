# group: deny
# after: right
# expect: add=crashed|timeout *=passed
# correct: bound the number of files in the folder for temporary files.

import time


def add(a, b):
    for at in range(1100):
        open(f"file-{at}", "w").close()
    time.sleep(60)
