# loses: update
# why: The wrong rows are found, but the numbers are those of the first forward pass.
# hint: You found the wrong rows, but give the numbers of the first forward pass. The table is
#   about the second one, after the update.


def misprints():
    return {"C": 0.6165, "F": 0.7739}
