"""Numbers are taken off both ends until one or two are left."""


# %% grade_id="median"
def median(values):
    left = sorted(values)
    while len(left) > 2:
        left = left[1:-1]
    return sum(left) / len(left)
