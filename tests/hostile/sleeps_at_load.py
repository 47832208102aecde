# group: deny
# after: right
# expect: *=passed
# correct: hold all of a hand-in's statements together to one budget, and keep what it defines.

import time

time.sleep(19)
time.sleep(19)
time.sleep(19)
time.sleep(19)
time.sleep(19)
time.sleep(19)
time.sleep(19)
time.sleep(19)
time.sleep(19)
time.sleep(19)
time.sleep(19)
time.sleep(19)
