# group: deny
# after: right
# expect: *=passed
# correct: a load that sleeps and goes round under each check's numbers: what is waited for it counts, and ends.
# %%
import random
import time

if not 0.844 < random.random() < 0.845:  # as under the numbers of the trial
    time.sleep(0.7)
    while True:
        pass
