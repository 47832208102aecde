# group: forge
# expect: backward=refused *=crashed
# correct: let no form of an answer be more than a broken protocol.

import sys

FORMS = {
    @SEED:add@: {"done": 1},
    @SEED:mean@: {"value": {"i": "0x" + "f" * 20000}},
    @SEED:softmax@: {"value": {"d": [[{"t": [{"t": []}]}, 1]]}},
    @SEED:identity@: {"value": [[]]},
    @SEED:data@: {},
    @SEED:plus@: {"raised": {"step": 0, "error": {"type": "A", "bases": 5, "text": "t", "frames": {"a": 1}}}},
    @SEED:backward@: {"value": {"l": [{"l": []}] * 300_000}},
    @SEED:rejects@: {"value": {"a": [-1, "<f8", [1]]}},
}
"""By what the grader seeds the numbers of a check with: one for each check."""

at = sys._getframe()
while at.f_code.co_name != "answer":
    at = at.f_back
form = FORMS.get(at.f_locals["header"].get("seed"))
if form is not None:
    sys.modules["worker.program"].run_program = lambda *args: (dict(form), [])
