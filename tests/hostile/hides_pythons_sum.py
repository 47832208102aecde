# group: evade
# after: right
# expect: mean=failed *=passed
# correct: a number that hides a function of Python's hides it from the answers, too; say so, and lose nothing else.
# %%
sum = 0
for each in range(3):
    sum += each
