# group: deny
# after: right
# expect: *=crashed
# correct: codes that read like signals, and signals that the kernel sends at limits, are ends that the code chose itself.

import os
import signal


def end_by(number):
    """By a signal, as the kernel would do it."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, range(1, 65))
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


def add(a, b):
    os._exit(128 + signal.SIGKILL)


def mean(values):
    end_by(signal.SIGXCPU)


def softmax(x):
    end_by(signal.SIGSYS)


def identity(x):
    os.close(3)  # an end, from which it is not to be awakened
    signal.raise_signal(signal.SIGSTOP)


class Tensor(Tensor):
    def __init__(self, data, parts=()):
        super().__init__(data, parts)
        if data == [1.5]:
            end_by(signal.SIGALRM)
        if data == [2.5, -3.0]:
            end_by(signal.SIGXFSZ)

    def __add__(self, other):
        os._exit(-signal.SIGKILL & 0xFF)
