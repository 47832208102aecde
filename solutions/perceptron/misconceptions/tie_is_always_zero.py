# loses: predict
# why: The argument tie is never looked at.
# hint: Your step gives 0 at the tie even where tie=1 is asked for.


def step(z, tie=0):
    return np.where(np.asarray(z) > 0, 1, 0)
