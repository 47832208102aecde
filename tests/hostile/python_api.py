# group: forge
# after: right
# expect: add=failed|crashed mean=crashed softmax=crashed identity=failed|crashed *=passed
# correct: survive whatever the interpreter's own C interface does to a worker.

import ctypes
import threading

api = ctypes.pythonapi


def add(a, b):
    me = ctypes.c_ulong(threading.get_ident())
    api.PyThreadState_SetAsyncExc(me, ctypes.py_object(SystemExit))
    for _ in range(1000):
        pass


def mean(values):
    api.Py_FatalError(b"8 passed")


def softmax(x):
    api.Py_Exit(0)


def identity(x):
    api.PyErr_SetInterrupt()
    for _ in range(1000):
        pass
    raise ValueError("nothing")
