# loses: forward
# why: As begins with A1, so that the backward pass would find no input for layer 1.
# hint: Your As begins with A1. It must begin with X, the A of layer 0: the gradient of the first
#   layer needs it.


def forward_batch(params, X, activation):
    Zs, As, A = [], [], X
    for W, b in params:
        Zs.append(A @ W.T + b)
        A = Zs[-1] if len(Zs) == len(params) else activate(activation, Zs[-1])
        As.append(A)
    return Zs, As
