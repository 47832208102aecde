# group: deny
# after: words_of_the_worker
# expect: add=failed mean=failed softmax=failed identity=crashed|failed *=passed
# correct: names of bases that a worker makes up never end the judge nor skip a check.


def _raise(*bases):
    _say({"raised": {"step": 1, "error": {"type": "X", "bases": list(bases), "text": "t", "frames": []}}})
    os._exit(0)


def add(a, b):
    _raise("KeyboardInterrupt", "SystemExit", "GeneratorExit", "BaseExceptionGroup", "ExceptionGroup")


def mean(values):
    _raise("Skipped", "XFailed", "OSError", "MemoryError")


def softmax(x):
    _raise("MemoryError", "OSError", "__import__", "__build_class__", "")


def identity(x):
    _raise("StopIteration", "Warning", "AssertionError")
