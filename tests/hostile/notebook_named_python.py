# group: evade
# name: tensor.py
# expect: *=passed
# correct: read a notebook for a notebook, whatever it is called.
{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": null,
   "metadata": {
    "nbgrader": {
     "grade": false,
     "grade_id": "functions",
     "locked": false,
     "schema_version": 3,
     "solution": true,
     "task": false
    }
   },
   "outputs": [],
   "source": "import numpy as np\n\n\ndef add(a, b):\n    return a + b\n\n\ndef mean(values):\n    return sum(values) / len(values)\n\n\ndef softmax(x):\n    raised = np.exp(x - np.max(x))\n    return raised / raised.sum()\n\n\ndef identity(x):\n    return x"
  },
  {
   "cell_type": "code",
   "execution_count": null,
   "metadata": {
    "nbgrader": {
     "grade": false,
     "grade_id": "tensor",
     "locked": false,
     "schema_version": 3,
     "solution": true,
     "task": false
    }
   },
   "outputs": [],
   "source": "class Tensor:\n    def __init__(self, data, parts=()):\n        if isinstance(data, str):\n            raise TypeError(\"a text is no array\")\n        self.data = np.array(data, dtype=float)\n        self.parts, self.grad = parts, None\n\n    def __add__(self, other):\n        return Tensor(self.data + other.data, (self, other))\n\n    def backward(self):\n        self.send(np.ones_like(self.data))\n\n    def send(self, grad):\n        self.grad = grad if self.grad is None else self.grad + grad\n        for part in self.parts:\n            part.send(grad)"
  }
 ],
 "metadata": {},
 "nbformat": 4,
 "nbformat_minor": 5
}
