# loses: forward
# why: W is taken as (in, out), as in the house network.
# hint: Your W has a row for each input and a column for each neuron. Here it is the other way
#   round: one row for each neuron, so that W a has one entry for each neuron.


def layer_shapes(sizes, N=None):
    rows = () if N is None else (N,)
    return [
        {"W": (sizes[before], out), "b": (out,), "z": (*rows, out), "a": (*rows, out)}
        for before, out in enumerate(sizes[1:])
    ]
