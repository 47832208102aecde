# loses: median
# checks: test_median.py::test_any_list
# why: of an even count, one of the two numbers in the middle is taken
# hint: An even count has two numbers in the middle: give back their mean.


def median(values):
    ordered = sorted(values)
    return ordered[len(ordered) // 2]
