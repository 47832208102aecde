# loses: loss
# why: log(1 + e^m) is inf for a large m.
# hint: For a logit that is very wrong your loss is inf: e to the power m is inf there, or a
#   probability is rounded to 0 before its logarithm is taken. log(1 + e^m) = m + log(1 + e^-m)
#   meets neither.


def bce_from_logits(z, y):
    return np.mean(np.log1p(np.exp((1 - 2 * y) * z)))
