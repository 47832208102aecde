# loses: gates
# why: NOT gets two weights, as the other gates do.
# hint: NOT has a single input, so it has a single weight.

_gate_for_each = gate


def gate(name):
    return ([-1.0, 0.0], 0.5) if name == "NOT" else _gate_for_each(name)
