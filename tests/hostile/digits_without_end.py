# group: deny
# after: words_of_the_worker
# expect: add=crashed|refused|failed mean=crashed *=passed
# correct: numbers of thousands of digits, thousands of them, cost the reader no more than their bytes.


def add(a, b):
    return 10 ** 19000


def mean(values):
    many = b",".join([b"9" * 4299] * 900)
    _say(b'{"n":1,"value":{"l":[' + many + b']}}')
    os._exit(0)
