# group: forge
# expect: *=crashed
# correct: take an answer that is a value and a failure at once, or neither, for a broken protocol.

import sys

FORMS = {
    @SEED:add@: {"value": 0, "raised": None},
    @SEED:mean@: {"raised": {"step": True, "error": {}}},
    @SEED:softmax@: {"kind": {"step": 0}},
    @SEED:identity@: {"kind": 5},
    @SEED:data@: {"raised": {"step": -1}, "value": {"a": [0, "<f8", [2]]}},
    @SEED:plus@: {"value": {"a": [0, "<f8", [0, 2**62]]}},
    @SEED:backward@: {"value": {"l": [{"h": 1}, {"h": 2}]}},
    @SEED:rejects@: {"value": {"h": 1}, "done": True},
}
"""By what the grader seeds the numbers of a check with: one for each check."""


at = sys._getframe()
while at.f_code.co_name != "answer":
    at = at.f_back
form = FORMS.get(at.f_locals["header"].get("seed"))
if form is not None:
    sys.modules["worker.program"].run_program = lambda *args: (dict(form), [])
