# loses: rule_01
# checks: test_rule_01.py::test_augment[parts]
# why: The augmented array is made of integers, so that every feature is cut to a whole number.
# hint: Your augmented array holds integers, for example by `dtype=int`: what you write into it
#   loses its fraction, and 0.5 becomes 0. Make an array of floats.


def augment(X):
    X_aug = np.ones((len(X), X.shape[1] + 1), dtype=int)
    X_aug[:, 1:] = X
    return X_aug
