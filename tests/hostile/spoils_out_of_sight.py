# group: forge
# after: right
# expect: add=refused mean=refused softmax=refused identity=failed *=passed
# correct: a costly cell that spoils every answer of a question, and lies when it is looked at, is met when it is run for that question.

# %%
import sys
import time

sys.modules["worker.serve"].snapshot.is_changed = lambda before, after: False


def train():
    global add, mean, softmax, identity
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass
    add = mean = softmax = identity = lambda *args: [-1.5]


# %%
train()
