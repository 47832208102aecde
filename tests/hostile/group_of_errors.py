# group: interfere
# after: right
# expect: *=failed|crashed
# correct: groups of exceptions, MemoryError, RecursionError of the student's are the student's
_n = [0]
def add(a, b): raise ExceptionGroup("x", [OSError(28, "no room"), ExceptionGroup("y", [MemoryError()])])
def mean(values): raise MemoryError()
def softmax(x): raise RecursionError("deep")
def identity(x): raise BlockingIOError(11, "again")
class Tensor:
    def __init__(self, data, parts=()): raise BaseExceptionGroup("z", [KeyboardInterrupt(), GeneratorExit()])
