# group: forge
# expect: *=failed
# correct: have nothing of pytest, and nothing of the grader but its worker, beside a submission.

import sys

for name in ("_pytest.reports", "pytest", "hypothesis", "grader", "grader.engine.verdict"):
    try:
        __import__(name)
        raise ValueError("LE" + "AK: " + name)
    except ImportError:
        pass
for module in list(sys.modules.values()):
    for name in list(vars(module)):
        if name.startswith("test_") or name in ("TestReport", "CheckOutcome", "verdict"):
            setattr(module, name, lambda *args, **kwargs: None)


def add(*args):
    return 0.5


mean = add
