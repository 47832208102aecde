# group: deny
# after: right
# expect: mean=timeout *=passed
# correct: the worker is ended though another descriptor of its line stays open.
import os, time


def mean(values):
    os.dup(3); os.close(3); time.sleep(1e6)
    return sum(values) / len(values)
