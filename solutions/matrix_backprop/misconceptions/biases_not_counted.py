# loses: forward
# why: Only the weights are counted.
# hint: You count the weights alone. Every neuron has one more parameter.


def count_parameters(sizes):
    return sum(out * sizes[before] for before, out in enumerate(sizes[1:]))
