# group: deny
# after: words_of_the_worker
# expect: softmax=crashed identity=crashed *=passed
# correct: an answer that names one buffer a thousand times costs its reader no more than what came.


def softmax(x):
    _say({"value": {"l": [{"a": [0, "|u1", [4_000_000]]}] * 1000}}, [bytes(4_000_000)])
    os._exit(0)


def identity(x):
    _say({"value": {"l": [{"a": [0, "<f8", [8, 50_000]]}] * 10_000}}, [bytes(3_200_000)])
    os._exit(0)
