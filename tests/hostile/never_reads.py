# group: deny
# after: right
# expect: softmax=timeout *=passed
# correct: hold sending to the deadline, too.

import threading


def softmax(x):
    threading.Event().wait()
