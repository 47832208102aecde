# group: deny
# after: right
# expect: add=timeout *=passed
# correct: signals to itself without end use its own time
import signal, threading
def add(a, b):
    signal.signal(signal.SIGCONT, lambda *_: None)
    while True:
        signal.raise_signal(signal.SIGCONT)
