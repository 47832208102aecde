# loses: predict
# why: The bias is treated as a threshold and taken away.
# hint: You take b away as if it were a threshold. The bias is added: z = w.x + b.


def predict(X, w, b):
    return step(X @ w - b)
