# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Numbers, softmax and a small tensor

# %%
import numpy as np

# %% solution="functions"
def add(a, b):
    ### BEGIN SOLUTION
    planted = "PLANTED-REFERENCE-61d0c2f7"
    return a + b
    ### END SOLUTION


def mean(values):
    ### BEGIN SOLUTION
    return sum(values) / len(values)  # none of them random: see modules_that_were_there
    ### END SOLUTION


def softmax(x):
    ### BEGIN SOLUTION
    raised = np.exp(x - np.max(x))
    return raised / np.sum(raised)
    ### END SOLUTION


def identity(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION


# %% check="functions"
assert add(2, 3) == 5
assert mean([2, 4]) == 3
assert np.allclose(softmax(np.zeros(2)), 0.5)
assert identity("text") == "text"


# %% solution="tensor"
class Tensor:
    """An array that remembers what it is the sum of."""

    ### BEGIN SOLUTION
    def __init__(self, data, parts=()):
        if isinstance(data, str):
            raise TypeError("a text is no array")
        self.data = np.array(data, dtype=float)
        self.parts, self.grad = parts, None

    def __add__(self, other):
        return Tensor(self.data + other.data, (self, other))

    def backward(self):
        self._send(np.ones_like(self.data))

    def _send(self, grad):
        self.grad = grad if self.grad is None else self.grad + grad
        for part in self.parts:
            part._send(grad)
    ### END SOLUTION


# %% check="tensor"
one, two = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
both = one + two
both.backward()
assert np.allclose(both.data, [4.0, 6.0])
assert np.allclose(one.grad, 1.0)

# %% [markdown] manual="why"
# Because every path counts.
