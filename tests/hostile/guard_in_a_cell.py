# group: evade
# after: right
# expect: *=passed
# correct: what stands below a main guard in a cell is run, as in a notebook, where it always holds.
# %%
if __name__ == "__main__":
    OFFSET = 0


# %%
def add(a, b):
    return a + b + OFFSET
