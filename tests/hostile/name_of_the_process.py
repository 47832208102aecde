# group: interfere
# after: right
# expect: *=passed
# correct: believe the kernel's clock of a process by its number, and nothing by the name that it gives itself.

import ctypes
import sys

libc = ctypes.CDLL(None, use_errno=True)
PR_SET_NAME = 15
for name in (b") S 1 1 1 0 0", b"\n9 9 9 9\n", b"\x1b[2J\xff\xfe", b"grader-launcher"):
    libc.prctl(PR_SET_NAME, name, 0, 0, 0)
argc, argv = ctypes.c_int(), ctypes.POINTER(ctypes.c_void_p)()
ctypes.pythonapi.Py_GetArgcArgv(ctypes.byref(argc), ctypes.byref(argv))
sys.argv[:] = ["grader", "grade", "--unsafe"]
libc.prctl(PR_SET_NAME, b") R 9 9) Z 0", 0, 0, 0)
