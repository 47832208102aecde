# loses: loss
# checks: test_loss.py::test_far_logit[0.0-60.0]
# why: The loss of sigma(z): inf as soon as the sigmoid is rounded to 0 or 1.
# hint: From logits far out your loss is inf, because the sigmoid is rounded to 0 or 1 before the
#   logarithm is taken. Stay with z.


def bce_from_logits(z, y):
    return bce(sigma(z), y)
