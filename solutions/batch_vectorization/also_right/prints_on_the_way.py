"""Prints every array on the way, as one does who looks for a mistake: printing costs no points."""


# %% grade_id="forward"
def forward_batch(params, X, activation):
    print("X", X, X.shape, list(X))
    Zs, As = [], [X]
    for W, b in params:
        print("W", W, "b", b, "into", As[-1])
        Zs.append(As[-1] @ W.T + b)
        print("Z", Zs[-1], Zs[-1].min(), Zs[-1].max())
        As.append(activate(activation, Zs[-1]))
        print("A", As[-1], As[-1] > 0, np.round(As[-1], 2))
    As[-1] = Zs[-1]
    print(f"{Zs=} {As=}")
    print("first rows", [A[0] for A in As], "as a list", As[-1].tolist())
    return Zs, As


# %% grade_id="loss"
def loss_gradient(outputs, targets, reduction):
    targets = np.reshape(targets, outputs.shape)
    difference = outputs - targets
    print("outputs", outputs, "targets", targets)
    print("difference", difference, difference**2, np.abs(difference), difference.T)
    print(repr(outputs), repr(targets), repr(difference), difference < 0, list(difference))
    return difference / len(outputs) if reduction == "mean" else difference


def batch_loss(outputs, targets, reduction):
    gradient = loss_gradient(outputs, targets, reduction)
    targets = np.reshape(targets, outputs.shape)
    print("gradient", gradient, gradient * (outputs - targets))
    return 0.5 * np.sum(gradient * (outputs - targets))


# %% grade_id="backward"
def backward_batch(params, Zs, As, delta, activation):
    grads = []
    for k in range(len(params) - 1, -1, -1):
        print("layer", k, "delta", delta, "A", As[k], "Z", Zs[k], list(delta), [Zs[k], As[k]])
        grads.insert(0, (delta.T @ As[k], delta.sum(axis=0)))
        print("dW", grads[0][0], "db", grads[0][1], "A.T", As[k].T)
        if k > 0:
            back = delta @ params[k][0]
            print("back", back, "slope", slope(activation, Zs[k - 1]))
            delta = back * slope(activation, Zs[k - 1])
    print(f"{grads=}")
    return grads
