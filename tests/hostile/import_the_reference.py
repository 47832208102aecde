# group: forge
# expect: *=failed
# correct: give workers a path on which the reference is not, and no right to read it.

import importlib.util
import sys

COURSE = "@COURSE@"
sys.path += [COURSE, COURSE + "/solutions/tensor", COURSE + "/solutions/tensor/hidden", ".."]

try:
    from source import *
except ImportError:
    pass

try:
    spec = importlib.util.spec_from_file_location("s", COURSE + "/solutions/tensor/source.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    globals().update(vars(module))
except OSError:
    pass
