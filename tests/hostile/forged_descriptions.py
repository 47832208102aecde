# group: forge
# expect: *=failed
# correct: take a description of an exception for a failure, whatever classes it claims to derive from.

import sys


def described(error):
    bases = ["Skipped", "SystemExit", "KeyboardInterrupt", "StopIteration", "GeneratorExit", "TypeError",
             "Exception", "BaseException", "UnsatisfiedAssumption", "CheckStopped", "WorkerStarved"]
    return {"type": "Skipped", "bases": bases, "text": "Using pytest.skip", "frames": []}


sys.modules["worker.program"].describe.describe_error = described


def add(*args):
    raise SystemExit(0)


mean = softmax = identity = Tensor = add
