# loses: loss
# why: Probabilities are clipped, so a sure mistake costs only 27.6.
# hint: A sure mistake costs a finite number with you. Do not clip the predictions.


def bce(yhat, y):
    yhat = np.clip(yhat, 1e-12, 1 - 1e-12)
    return np.mean(-(y * np.log(yhat) + (1 - y) * np.log(1 - yhat)))
