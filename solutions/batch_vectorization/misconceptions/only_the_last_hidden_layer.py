# loses: forward
# checks: test_forward.py::test_after_activation[3 layers]
# why: Only the layer before the output has the activation; layers before it stay linear.
# hint: With three layers or more, only your last hidden layer has the activation. All hidden layers
#   have it.


def forward_batch(params, X, activation):
    Zs, As = [], [X]
    for k, (W, b) in enumerate(params):
        Zs.append(As[-1] @ W.T + b)
        As.append(activate(activation, Zs[-1]) if k == len(params) - 2 else Zs[-1])
    return Zs, As
