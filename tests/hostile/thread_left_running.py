# group: deny
# after: right
# expect: *=passed
# correct: never wait for a submission's threads.

import threading
import time

threading.Thread(target=lambda: time.sleep(10**6)).start()
