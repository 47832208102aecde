# group: deny
# after: words_of_the_worker
# expect: softmax=failed|refused|crashed *=passed
# correct: an array without items whose other axes are long costs its reader nothing.


def softmax(x):
    _say({"value": {"a": [0, "<f8", [60000000] * 16 + [0] + [60000000] * 15]}}, [b""])
    os._exit(0)
