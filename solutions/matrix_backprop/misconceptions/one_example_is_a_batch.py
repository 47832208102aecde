# loses: forward
# why: A single example is given a second axis: (out, 1) instead of (out,).
# hint: Without N, your z and a have two axes. A vector of n numbers has the shape (n,), which
#   is another shape than (n, 1): NumPy treats the two differently when it adds them.


def layer_shapes(sizes, N=None):
    return [
        {
            "W": (out, sizes[before]),
            "b": (out,),
            "z": (out, 1) if N is None else (N, out),
            "a": (out, 1) if N is None else (N, out),
        }
        for before, out in enumerate(sizes[1:])
    ]
