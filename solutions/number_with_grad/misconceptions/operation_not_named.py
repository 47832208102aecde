# loses: forward
# why: Results do not keep the name of the operation that made them.
# hint: Your results have an empty `creation_op`, as if they were leaves. Give the name of the
#   operation to the constructor.

_with_name = NumberWithGrad.__init__


def __init__(self, num, depends_on=None, creation_op=""):
    _with_name(self, num, depends_on)


NumberWithGrad.__init__ = __init__
