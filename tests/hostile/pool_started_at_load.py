# group: evade
# after: right
# expect: *=passed
# correct: right answers that a thread computes which was there before the check are right.

from concurrent.futures import ThreadPoolExecutor

pool = ThreadPoolExecutor(1)
pool.submit(int).result()
plain = mean, softmax


def mean(values):
    return pool.submit(plain[0], values).result()


def softmax(x):
    return pool.submit(plain[1], x).result()
