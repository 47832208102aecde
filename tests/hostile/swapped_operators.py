# group: forge
# expect: softmax=refused *=failed
# correct: compute and compare nothing with what stands in a worker: there every function may be another.

import builtins
import json
import operator
import sys

import numpy as np


class Tensor:
    data = grad = np.ones(2)


for name in ("add", "eq", "sub", "is_", "truth"):
    setattr(operator, name, lambda *args: True)
program = sys.modules["worker.program"]
for name in list(program.OPERATORS):
    program.OPERATORS[name] = lambda *args: Tensor()
program._declared = lambda module, name: lambda *args: Tensor() if name == "Tensor" else 12
sys.modules["worker.kinds"].came = lambda value: "the right answer"
sys.modules["worker.wire"]._pack_int = lambda value: 12
builtins.isinstance = lambda *args: True
np.allclose = np.array_equal = lambda *args, **more: True
json.JSONEncoder.default = lambda self, value: 12
Tensor.backward = lambda self: None
