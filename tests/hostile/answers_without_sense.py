# group: forge
# expect: backward=crashed|timeout *=crashed
# correct: let no form of an answer be more than a broken protocol.

import sys

FORMS = {
    907345086: {"done": 1},
    1652820079: {"value": {"i": "0x" + "f" * 20000}},
    3876572377: {"value": {"d": [[{"t": [{"t": []}]}, 1]]}},
    3359424924: {"value": [[]]},
    3213825212: {},
    2190346030: {"raised": {"step": 0, "error": {"type": "A", "bases": 5, "text": "t", "frames": {"a": 1}}}},
    4029524745: {"value": {"l": [{"l": []}] * 300_000}},
    1733241702: {"value": {"a": [-1, "<f8", [1]]}},
}
"""By what the grader seeds the numbers of a check with: one for each check."""

at = sys._getframe()
while at.f_code.co_name != "answer":
    at = at.f_back
form = FORMS.get(at.f_locals["header"].get("seed"))
sys.modules["worker.program"].run_program = lambda *args: (dict(form), [])
