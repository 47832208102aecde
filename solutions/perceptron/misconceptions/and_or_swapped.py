# loses: gates
# why: The biases of AND and OR are taken for each other.
# hint: Your AND computes OR, and your OR computes AND. How many inputs must be 1 before w.x + b is
#   above 0?

_gate_in_order = gate


def gate(name):
    return _gate_in_order({"AND": "OR", "OR": "AND"}.get(name, name))
