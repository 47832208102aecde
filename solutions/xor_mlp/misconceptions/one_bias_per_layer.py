# loses: count
# why: One bias is counted for each layer instead of one for each unit.
# hint: You counted one bias for each layer. How many entries has b of a layer with two units?


def count_parameters(sizes):
    return sum(sizes[k] * sizes[k - 1] + 1 for k in range(1, len(sizes)))
