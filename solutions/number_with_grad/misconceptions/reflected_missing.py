# loses: local_gradients
# why: Only the left operand may be a NumberWithGrad: there are no reflected methods.
# hint: With a plain number on the left, as in 6 - a, Python finds no method that it could call. It
#   asks a for `__rsub__`; write it and the other three.

for name in ("__radd__", "__rsub__", "__rmul__", "__rtruediv__"):
    delattr(NumberWithGrad, name)
