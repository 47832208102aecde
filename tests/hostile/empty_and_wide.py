# group: forge
# after: right
# expect: softmax=failed|refused *=passed
# correct: an array without items and with huge axes is no answer and no fault of ours
import numpy as np
def softmax(x):
    return np.zeros((0, 1 << 26, 1 << 26))
