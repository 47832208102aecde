# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The median
#
# Sort the numbers: the median is the one in the middle. Of an even count it is the mean of the
# two in the middle.


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
assert median([3, 1, 2]) == 2
assert median([4, 1, 3, 2]) == 2.5

# %% [markdown]
# When does the median say more than the mean? Give an example with numbers.

# %% [markdown] manual="robust"
# When a few numbers are far from the others: of 1, 2, 3, 4, 1000 the median is 3 and the mean 202.
