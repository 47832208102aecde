# group: forge
# expect: *=crashed
# correct: take an answer that is a value and a failure at once, or neither, for a broken protocol.

import sys

FORMS = (
    {"value": {"l": [{"h": 1}, {"h": 2}]}},
    {"value": {"a": [0, "<f8", [0, -2]]}},
    {"kind": 5},
    {"kind": {"step": 0}},
    {"raised": {"step": True, "error": {}}},
    {"value": 0, "raised": None},
    {"raised": {"step": -1}, "value": {"a": [0, "<f8", [2]]}},
    {"value": {"h": 1}, "done": True},
)

WORDS = ("backward", "operator", "identity", "softmax", "mean", "'add'", "'data'")


def answer(program, *_):
    """One form for each check, by what it asks; the last ones ask for the same."""
    text = repr(program)
    at = next(at for at, word in enumerate(WORDS) if word in text)
    return dict(FORMS[at + ("1.5" in text)] if WORDS[at] == "'data'" else FORMS[at]), []


sys.modules["worker.program"].run_program = answer
