# group: deny
# after: words_of_the_worker
# expect: softmax=crashed *=passed
# correct: a dtype that the pattern allows and NumPy does not is a broken answer, not an error of ours.


def softmax(x):
    _say({"value": {"a": [0, "<i16", [len(x)]]}}, [b"\0" * 16 * len(x)])
    os._exit(0)
