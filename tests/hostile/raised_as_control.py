# group: forge
# after: right
# expect: add=failed rejects=failed *=passed
# correct: control exceptions of pytest, hypothesis and Python never come out of a description.
import sys
kinds = sys.modules['worker.program']
d = sys.modules['worker.describe']
old = d.describe_error
def lie(e):
    return {'type': 'UnsatisfiedAssumption', 'bases': ['GeneratorExit','KeyboardInterrupt','SystemExit','StopIteration','ExceptionGroup','Skipped','BytesWarning','UnicodeDecodeError','BlockingIOError'], 'text': 'x', 'frames': []}
d.describe_error = lie


def add(a, b):
    raise StopIteration(1)
    return a + b
