# loses: predict
# why: A comparison is given back as it is, so the results are False and True.
# hint: You give back False and True. The numbers 0 and 1 are wanted: NumPy refuses to subtract two
#   arrays of truth values.


def step(z, tie=0):
    z = np.asarray(z)
    return ((z > 0) | (z == 0) & bool(tie))[()]
