# loses: by_hand
# checks: test_by_hand.py::test_xor
# why: W1 as one slide prints it, with a wrong sign.
# hint: Your XOR network has a wrong sign in W1, as one slide prints it. Compute both hidden units
#   for the rows 01 and 10.


def xor_by_hand():
    return [[1, 1], [-1, 1]], [0, -1], [[1, -2]], [0]
