# group: deny
# after: right
# expect: mean=crashed *=passed
# correct: a line that was closed for writing is an end of the worker, at once.
import socket, time


def mean(values):
    s = socket.socket(fileno=3); s.shutdown(1); time.sleep(1e6)
    return sum(values) / len(values)
