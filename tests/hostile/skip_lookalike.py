# group: forge
# expect: *=failed
# correct: take an exception for a failure, whatever its name, module and bases are.

class Skipped(BaseException):
    __module__ = "_pytest.outcomes"
    msg, allow_module_level, pytrace = "not today", True, False


class XFailed(Skipped):
    pass


class Exit(Skipped):
    returncode = 0


class UnsatisfiedAssumption(BaseException):
    __module__ = "hypothesis.errors"


class SkipTest(Exception):
    __module__ = "unittest.case"


def add(a, b):
    raise Skipped("not today")


def mean(values):
    raise XFailed("known")


def softmax(x):
    raise UnsatisfiedAssumption


def identity(x):
    raise Exit("done")


class Tensor:
    def __init__(self, data):
        raise SkipTest("not today")
