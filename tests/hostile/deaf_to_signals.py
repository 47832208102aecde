# group: deny
# after: right
# expect: add=timeout *=passed
# correct: kill with the signal that nobody can block.

import signal

for number in signal.valid_signals():
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())


def add(a, b):
    while True:
        pass
