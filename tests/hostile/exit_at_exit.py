# group: forge
# after: right
# expect: *=passed
# correct: kill a worker without asking it: its exit handlers never run.

import atexit
import os
import threading

atexit.register(os._exit, 0)
threading._register_atexit(os._exit, 0)
os.register_at_fork(before=lambda: os._exit(0), after_in_child=lambda: os._exit(0))
