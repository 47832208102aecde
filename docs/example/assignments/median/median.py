# %% [markdown]
# # The median
#
# Sort the numbers: the median is the one in the middle. Of an even count it is the mean of the
# two in the middle.

# %% grade_id="median"
def median(values):
    """The median of a list that holds at least one number."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% grade_id="check_median"
assert median([3, 1, 2]) == 2
assert median([4, 1, 3, 2]) == 2.5

# %% [markdown]
# When does the median say more than the mean? Give an example with numbers.

# %% [markdown] grade_id="robust"
# YOUR ANSWER HERE
