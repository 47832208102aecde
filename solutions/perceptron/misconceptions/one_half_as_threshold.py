# loses: predict
# why: The net input is compared with 0.5, as if it were a probability.
# hint: You compare the net input with 0.5. That is the threshold for a probability; the step
#   decides at 0.


def step(z, tie=0):
    z = np.asarray(z)
    return np.where(z == 0, tie, np.where(z > 0.5, 1, 0))
