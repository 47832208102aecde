# loses: count
# why: Only weights are counted.
# hint: You counted the weights. Every unit, except the inputs, also has a bias.


def count_parameters(sizes):
    return sum(sizes[k] * sizes[k - 1] for k in range(1, len(sizes)))
