# group: deny
# after: right
# expect: add=timeout mean=timeout softmax=crashed|timeout *=passed
# correct: wait for a worker that waits for itself no longer than for any other.

import os
import signal
import threading


def add(a, b):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def mean(values):
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    signal.sigwait({signal.SIGUSR1})


def softmax(x):
    for number in range(1, 65):
        try:
            signal.signal(number, lambda *args: os.read(3, 1))
        except (OSError, ValueError):
            pass
    os.read(3, 1)
