# loses: update
# why: A sum that is off in its last digit from rounded operands is called a misprint.
# hint: You call a row wrong that is right: with the rounded numbers of the slides its last
#   digit differs, but not with exact ones.


def misprints():
    return {"B": 0.4784, "C": 0.6174, "F": 0.7823}
