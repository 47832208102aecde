# group: deny
# after: right
# expect: add=crashed|timeout mean=failed *=passed
# correct: bound each file, and all of them together.

import time

BLOCK = bytes(1 << 20)


def add(a, b):
    try:
        for at in range(50):
            with open(f"file-{at}", "wb", buffering=0) as file:
                for _ in range(15):
                    file.write(BLOCK)
    finally:
        time.sleep(60)


def mean(values):
    with open("large", "wb") as file:
        for _ in range(17):
            file.write(BLOCK)
