# loses: loss
# why: The sigmoid is applied to the logits twice.
# hint: Your bce_from_logits applies the sigmoid twice. It is bce of sigma(z), written so that it
#   is right far out too.


def bce_from_logits(z, y):
    return bce(sigma(sigma(z)), y)
