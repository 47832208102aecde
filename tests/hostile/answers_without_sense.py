# group: forge
# expect: backward=refused *=crashed
# correct: let no form of an answer be more than a broken protocol.

import sys

FORMS = (
    {"value": {"l": [{"l": []}] * 300_000}},
    {"raised": {"step": 0, "error": {"type": "A", "bases": 5, "text": "t", "frames": {"a": 1}}}},
    {"value": [[]]},
    {"value": {"d": [[{"t": [{"t": []}]}, 1]]}},
    {"value": {"i": "0x" + "f" * 20000}},
    {"done": 1},
    {},
    {"value": {"a": [-1, "<f8", [1]]}},
)

WORDS = ("backward", "operator", "identity", "softmax", "mean", "'add'", "'data'")


def answer(program, *_):
    """One form for each check, by what it asks; the last ones ask for the same."""
    text = repr(program)
    at = next(at for at, word in enumerate(WORDS) if word in text)
    return dict(FORMS[at + ("1.5" in text)] if WORDS[at] == "'data'" else FORMS[at]), []


sys.modules["worker.program"].run_program = answer
