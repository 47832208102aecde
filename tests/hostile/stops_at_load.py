# group: deny
# after: right
# expect: *=passed
# correct: leave out a statement that stops its own process, and count the answers above it.

import signal

signal.raise_signal(signal.SIGSTOP)
