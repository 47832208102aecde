# loses: rule_01
# why: The column of ones is appended behind the features.
# hint: Your 1 stands behind the features. In front is where the bias stands in w'.


def augment(X):
    return np.column_stack([X, np.ones(len(X))])
