# group: deny
# after: right
# expect: add=failed *=passed
# correct: allow no files that no folder shows: nobody could count what is in them.

import os


def add(a, b):
    for _ in range(8):
        os.write(os.open(".", os.O_TMPFILE | os.O_RDWR, 0o600), bytes(1 << 20))
    return a + b
