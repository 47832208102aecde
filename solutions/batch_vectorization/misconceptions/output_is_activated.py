# loses: forward
# why: The last layer has the activation too, so that the output of a ReLU network is never
#   negative.
# hint: You apply the activation to the output as well. The last layer has none here: its A is its
#   Z.


def forward_batch(params, X, activation):
    Zs, As = [], [X]
    for W, b in params:
        Zs.append(As[-1] @ W.T + b)
        As.append(activate(activation, Zs[-1]))
    return Zs, As
