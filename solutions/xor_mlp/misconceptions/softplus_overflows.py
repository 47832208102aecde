# loses: loss
# why: log(1 + e^m) is inf for a large m.
# hint: For a logit that is very wrong, e to the power m is inf in your loss. Use log(1 + e^m) = m
#   + log(1 + e^-m) there.


def bce_from_logits(z, y):
    return np.mean(np.log1p(np.exp((1 - 2 * y) * z)))
