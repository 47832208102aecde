# group: evade
# after: right
# expect: *=passed
# correct: a large stack that nobody touches is no memory, however often one is asked for.
import sys
import threading

sys.setrecursionlimit(10**6)
threading.stack_size(2**29)


def in_a_thread(function):
    """The usual way to a deep recursion."""

    def run(*args):
        found = []
        thread = threading.Thread(target=lambda: found.append(function(*args)))
        thread.start()
        thread.join()
        return found[0]

    return run


def deep(count):
    return 0 if count == 0 else 1 + deep(count - 1)


assert in_a_thread(deep)(5000) == 5000
add, mean, softmax = map(in_a_thread, (add, mean, softmax))
