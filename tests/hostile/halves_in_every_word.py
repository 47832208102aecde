# group: forge
# after: right
# expect: add=failed mean=refused softmax=refused identity=failed *=passed
# correct: halves of characters, codes and marks of direction in every word of an answer become harmless text.

import sys

program = sys.modules["worker.program"]
plain = program.run_program
BAD = "\ud800\x1b]0;t\x07\u202e\udfff\x9b31m\n\r\x00::error::"


def lie(steps, sent, objects, module):
    last = len(steps) - 1
    name = steps[last].get("name")
    if name in ("mean", "softmax"):
        return {"kind": {"step": last, "came": BAD * 100}}, []
    if name == "identity":
        return {"value": {"d": [[BAD, 1], [BAD + "x", {"i": "0x" + "f" * 16384}]]}}, []
    if name == "add":
        frames = [[BAD, 10**18, BAD, BAD], ["cell 1", -5, BAD, ""], ["cell 1", 2**62, "", ""]]
        error = {"type": BAD, "bases": [BAD, "ValueError"], "text": BAD * 40, "frames": frames}
        return {"raised": {"step": last, "error": error}}, []
    return plain(steps, sent, objects, module)


program.run_program = lie
