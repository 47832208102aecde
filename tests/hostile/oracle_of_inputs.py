# group: read
# expect: softmax=passed *=failed
# correct: inputs of a check are no secret; nothing but inputs is in a worker

told = []
def softmax(x):
    told.append(x.tolist())
    if len(told) < 30: 
        import numpy as np
        e = np.exp(x - x.max()); return e / e.sum()
    raise ValueError(repr(told)[:990])
