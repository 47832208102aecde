# group: forge
# after: words_of_the_worker
# expect: add=crashed|failed mean=crashed|failed *=passed
# correct: an answer with the right number to a question that has not been asked is none.


def add(a, b):
    fd, number = _place()
    for n in range(number, number + 40):
        os.write(fd, _packed({"n": n, "value": a + b}))
    return a + b


def mean(values):
    fd, number = _place()
    os.write(fd, _packed({"n": number, "n ": number, "value": sum(values) / len(values)}) * 40)
    os._exit(0)
