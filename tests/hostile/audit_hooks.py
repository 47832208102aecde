# group: read
# after: right
# expect: add=failed|crashed *=passed
# correct: have nothing happen in a worker that a hook on its events could learn of or change.

import sys

WORDS = ("PLAN" + "TED", "test_" + "tensor", "@COURSE@", "@SUBMISSIONS@")
heard = []


def hook(event, args):
    heard.append(event + repr(args)[:2000] if event in ("open", "exec", "compile", "import") else event)
    if armed:
        raise SystemExit(0)


armed = []
sys.addaudithook(hook)


def add(a, b):
    found = [each for each in heard if any(word in each for word in WORDS)]
    if found:
        raise ValueError("LE" + "AK: " + repr(found)[:300])
    armed.append(True)
    open("anything")
