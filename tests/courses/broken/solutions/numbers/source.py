# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Three numbers
#
# Three functions on a list of numbers.

# %%
import numpy as np


# %% solution="median"
def median(values):
    """The median of a list that holds at least one number."""
    ### BEGIN SOLUTION
    ordered = sorted(values)
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2
    ### END SOLUTION


# %% check="median"
assert np.allclose(median([3, 1, 2]), 2)


# %% solution="spread"
def spread(values):
    """How far apart the largest and the smallest number are."""
    ### BEGIN SOLUTION
    return max(values) - min(values)
    ### END SOLUTION


# %% check="spread"
assert np.allclose(spread([3, 1, 2]), 2)


# %% solution="totals"
def totals(values):
    """The sums of the first one, two, three, ... numbers, as a list."""
    ### BEGIN SOLUTION
    sums, total = [], 0
    for value in values:
        total = total + value
        sums.append(total)
    return sums
    ### END SOLUTION


# %% check="totals"
assert np.allclose(totals([3, 1, 2]), [3, 4, 6])

# %% [markdown]
# When does the median say more than the mean?

# %% [markdown] manual="robust"
# When a few numbers are far from the others.
