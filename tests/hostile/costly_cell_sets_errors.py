# group: evade
# after: right
# expect: mean=failed *=passed
# correct: a costly cell makes NumPy raise on underflow, which mean meets: that is what was handed in.
# %%
import time


def demo():
    np.seterr(all="raise")
    until = time.process_time() + 0.1
    while time.process_time() < until:
        pass
    return until


def mean(values, real=mean):
    np.exp(np.array(-1e4))
    return real(values)


# %%
history = demo()
