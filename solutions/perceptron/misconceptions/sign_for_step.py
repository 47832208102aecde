# loses: predict
# why: The prediction is a sign, -1 or +1, where 0 or 1 is wanted.
# hint: Below the line you give -1. That is the sign; the step gives 0 there.


def step(z, tie=0):
    return np.where(np.asarray(z) == 0, tie, np.sign(z))
