# loses: local_gradients
# why: The reflected methods are the ordinary ones, so that 6 - a is computed as a - 6.
# hint: 6 - a gives what a - 6 should give. In `a.__rsub__(6)` the 6 is the first operand, and the
#   order matters for - and /.

NumberWithGrad.__rsub__ = NumberWithGrad.__sub__
NumberWithGrad.__rtruediv__ = NumberWithGrad.__truediv__
