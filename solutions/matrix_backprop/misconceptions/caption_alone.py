# loses: update
# why: Only the caption's misprint is found.
# hint: One misprint is found. Another one has two digits exchanged, in a sum whose result is
#   right.


def misprints():
    return {"F": 0.7823}
