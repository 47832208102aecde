# group: deny
# after: right
# expect: *=passed
# correct: look at what a cell changed with the time of the hand-in, however much there is to look at.


class Holder:
    __slots__ = ("one", "other", "__dict__")


circle = Holder()
circle.one = [circle] * 50_000
circle.other = {at: (at, [circle]) for at in range(10_000)}
doubled = [circle]
for at in range(90):
    doubled = [doubled, doubled]  # two to the ninetieth paths
