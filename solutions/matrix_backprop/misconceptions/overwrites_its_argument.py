# loses: house
# why: dO is divided in place.
# hint: After your function dO is another one. `dO /= ...` changes the array of whoever called:
#   make a new one.

_house_gradient = house_gradient


def house_gradient(X, W, dO):
    gradient = _house_gradient(X, W, dO)
    dO /= W.shape[1]
    return gradient
