# group: evade
# after: right
# expect: *=passed
# correct: a bar of progress and a figure inside an answer are stood in for, and the answer is right.

import matplotlib.pyplot as plt
from tqdm.auto import tqdm, trange


def mean(values):
    total = 0
    for value in tqdm(values, desc="x"):
        total += value
    fig, ax = plt.subplots(2, 2)
    ax[0, 1].plot(values)
    with tqdm(total=3) as bar:
        bar.update(1)
    return total / len([n for n in trange(len(values))])
