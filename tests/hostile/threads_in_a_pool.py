# group: evade
# after: right
# expect: *=passed
# correct: a pool of a dozen threads fits into the memory, of which it touches next to nothing.

from concurrent.futures import ThreadPoolExecutor
from time import sleep


def slowly(number):
    sleep(0.002)  # so that each has a thread of its own
    return bytes(1000 * number)


with ThreadPoolExecutor(12) as pool:
    parts = list(pool.map(slowly, range(12)))


def identity(x, real=identity):
    return real(x) if len(parts) == 12 else None
