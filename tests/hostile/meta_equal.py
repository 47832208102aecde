# group: forge
# after: right
# expect: data=failed|refused plus=failed|refused backward=failed|refused rejects=failed|refused *=passed
# correct: a class of classes that equals everything is no number
class Meta(type):
    def __eq__(cls, other): return True
    def __hash__(cls): return hash(float)
    def __instancecheck__(cls, o): return True
class Any_(metaclass=Meta):
    dtype = ndim = shape = nbytes = None
class Tensor:
    def __init__(self, data, parts=()): pass
    data = grad = property(lambda self: Any_())
    def __add__(self, other): return self
    def backward(self): pass
