# loses: xor
# why: The weights compute the opposite of XOR.
# hint: Your weights give 1 where both inputs are equal. Where is the positive side of your plane?


def xor_weights():
    return [-1.0, -1.0, 2.0], 0.5
