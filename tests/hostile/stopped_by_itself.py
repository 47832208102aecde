# group: deny
# after: right
# expect: add=timeout mean=timeout *=passed|timeout
# correct: a process that stops itself, and goes on when somebody else lets it, is one that sleeps.


import os, signal, threading, time


def add(a, b):
    signal.raise_signal(signal.SIGSTOP)
    return a + b


def mean(values):
    os.kill = None
    signal.pthread_kill(threading.main_thread().ident, signal.SIGSTOP)
    return sum(values) / len(values)
