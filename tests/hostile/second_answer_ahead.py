# group: forge
# after: right
# expect: *=crashed|failed
# correct: let a frame that came ahead be no answer, or one that is wrong: which of them depends on when the question went out.

import sys

serve = sys.modules["worker.serve"]
packed = serve._packed


def twice(n, answer, steps):
    frame, went_on = packed(n, answer, steps)
    more, _ = packed(n + 1, ({"value": 1.0, "done": True}, []), steps)
    return frame + more, went_on


serve._packed = twice
