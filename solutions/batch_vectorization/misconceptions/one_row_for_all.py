# loses: forward, vectorized, untouched
# why: The batch is averaged before it goes in: every row of the result is the same.
# hint: You average over the examples in the forward pass. Each example stays in its own row there;
#   only losses and gradients are added up.


def forward_batch(params, X, activation):
    Zs, As = [], [np.tile(X.mean(axis=0), (len(X), 1))]
    for W, b in params:
        Zs.append(As[-1] @ W.T + b)
        As.append(Zs[-1] if len(Zs) == len(params) else activate(activation, Zs[-1]))
    return Zs, As
