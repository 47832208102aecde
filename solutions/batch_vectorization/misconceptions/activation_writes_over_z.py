# loses: forward
# checks: test_forward.py::test_before_activation[2 layers]
# why: The activation is written into the array that was stored as Z, so Z holds A.
# hint: Your Z holds what comes after the activation: it is written into the same array. Keep Z, and
#   make a new array for A.


def forward_batch(params, X, activation):
    Zs, As = [], [X]
    for W, b in params:
        Z = As[-1] @ W.T + b
        Zs.append(Z)
        if len(Zs) < len(params):
            Z[...] = activate(activation, Z)
        As.append(Z)
    return Zs, As
