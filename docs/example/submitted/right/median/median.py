import numpy as np


def median(values):
    return float(np.median(values))
