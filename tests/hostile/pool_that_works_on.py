# group: deny
# after: right
# expect: add=timeout mean=timeout *=passed
# correct: count the time of threads that were started while loading and work when a check is asked for.

from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(1)
pool.submit(int).result()


def work():
    while True:
        pass


def add(a, b):
    return pool.submit(work).result()


def mean(values):
    pool.submit(work)
    pool.submit(int).result()
    return sum(values) / len(values)
