# group: evade
# after: right
# expect: *=passed
# correct: names of the hand-in's own hold what they hold last: a function's result under its name, an object under its class's.
# %%
def offset():
    return 0


class settings:
    def __init__(self):
        self.scale = 1


# %%
offset, settings = offset(), settings()


# %%
def add(a, b):
    return a * settings.scale + b + offset
