# loses: forward, vectorized, untouched
# checks: test_untouched.py::test_forward
# why: The batch is centred first, and that in the caller's array.
# hint: You subtract the mean from X with `-=`: nobody asked for it, and the caller's batch is
#   changed.


def forward_batch(params, X, activation):
    X -= X.mean(axis=0)
    Zs, As = [], [X]
    for W, b in params:
        Zs.append(As[-1] @ W.T + b)
        As.append(Zs[-1] if len(Zs) == len(params) else activate(activation, Zs[-1]))
    return Zs, As
