# group: forge
# expect: add=failed mean=failed identity=failed *=refused
# correct: let a module that answers to every name define nothing by it that a value is not.

asked = []


def __getattr__(name):
    asked.append(name)
    return lambda *args: 0


def __dir__():
    return ["add", "mean", "Tensor"]
