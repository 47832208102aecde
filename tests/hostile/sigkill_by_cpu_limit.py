# group: evade
# after: right
# expect: *=passed
# correct: no signal that a submission gives itself may look like somebody else's.
import resource


def add(a, b):
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (0, 0))
    except (OSError, ValueError):
        pass
    return a + b
