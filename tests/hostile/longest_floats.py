# group: forge
# after: words_of_the_worker
# expect: softmax=failed|refused|crashed *=passed
# correct: a float of a width that NumPy does not have, or only here, is compared as the number that it is or refused.


def softmax(x):
    _say({"value": {"a": [0, "<f16", [len(x)]]}}, [b"\xff" * 16 * len(x)])
    os._exit(0)
