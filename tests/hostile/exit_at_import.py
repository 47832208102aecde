# group: forge
# expect: *=failed
# correct: see that the code of exit is never a verdict: nothing is defined, so nothing is earned.

import os

os._exit(0)
