# group: evade
# after: right
# expect: *=passed
# correct: cells below the answers that use a function's name for a loop, or delete it; in a notebook all is well.
# %%
for add in range(3):
    print(add)
# %%
mean, spread = 0.5, 0.1
# %%
Tensor = Tensor([1.0, 2.0])
# %%
del softmax
