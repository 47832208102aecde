# loses: vectorized
# checks: test_vectorized.py::test_forward[relu]
# why: A comprehension over the rows is a loop over the examples.
# hint: Your examples are passed one by one, be it in a loop or in a comprehension. Multiply
#   the whole batch by W.T at once.


def forward_batch(params, X, activation):
    passes = [forward_one(params, x, activation) for x in X]
    layers = range(len(params))
    Zs = [np.array([zs[k] for zs, _ in passes]) for k in layers]
    As = [X, *(np.array([activations[k + 1] for _, activations in passes]) for k in layers)]
    return Zs, As
