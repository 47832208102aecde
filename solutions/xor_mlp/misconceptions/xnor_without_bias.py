# loses: by_hand
# checks: test_by_hand.py::test_xnor
# why: The output weights are negated, but the output does not begin at 1.
# hint: For the row 00 all hidden units are 0. What alone can make the output 1 there?


def xnor_by_hand():
    return [[1, 1], [1, 1]], [0, -1], [[-1, 2]], [0]
