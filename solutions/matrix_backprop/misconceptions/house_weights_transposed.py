# loses: house
# why: X W^T, as in the other networks; a square W does not object.
# hint: You use W^T, as in the other networks. The house network is input first: U = X W.


def house_forward(X, W):
    return sigmoid(X @ W.T).mean(axis=1)
