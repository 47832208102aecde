# loses: median
# why: the numbers are taken as they come
# hint: Sort the numbers first: the middle of the list as it came is just any number.


def median(values):
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2
