# group: forge
# after: words_of_the_worker
# expect: softmax=failed|crashed *=passed
# correct: an array of truth values whose bytes are neither 0 nor 1 equals nothing but what its values are.


def softmax(x):
    _say({"value": {"a": [0, "|b1", [len(x)]]}}, [b"\xff" * len(x)])
    os._exit(0)
