# loses: gates
# why: NAND is read as "not a and not b", which is NOR, and NOR as "not a or not b".
# hint: Your NAND computes NOR, or the other way round. NAND is the opposite of AND: it gives 0 for
#   (1, 1) alone. NOR is the opposite of OR.

_gate_by_name = gate


def gate(name):
    return _gate_by_name({"NAND": "NOR", "NOR": "NAND"}.get(name, name))
