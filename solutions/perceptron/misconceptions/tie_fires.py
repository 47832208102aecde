# loses: predict
# why: The step is 1 at the tie, >= for >, whatever is asked for.
# hint: Your step gives 1 at exactly 0. In this notebook a tie gives 0, unless `tie` says otherwise.


def step(z, tie=0):
    return np.where(np.asarray(z) >= 0, 1, 0)
