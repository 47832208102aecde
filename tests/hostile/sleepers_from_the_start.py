# group: deny
# after: right
# expect: *=passed
# correct: threads that sleep since before the check cost their own hand-in alone.

import threading
import time

threading.stack_size(65536)
for _ in range(300):
    try:
        threading.Thread(target=time.sleep, args=(3600,), daemon=True).start()
    except RuntimeError:
        break
