# group: deny
# after: right
# expect: add=crashed mean=crashed|timeout softmax=crashed identity=crashed *=passed
# correct: take what a handler of faults writes into the socket for a broken protocol.

import faulthandler
import signal
import time


def add(a, b):
    faulthandler.dump_traceback(file=3)
    return a + b


def mean(values):
    faulthandler.dump_traceback_later(0.001, exit=True, file=3)
    time.sleep(10**6)


def softmax(x):
    faulthandler.register(signal.SIGUSR1, file=3, all_threads=True, chain=True)
    signal.raise_signal(signal.SIGUSR1)
    return x


def identity(x):
    faulthandler.enable(file=3)
    faulthandler._sigsegv()
