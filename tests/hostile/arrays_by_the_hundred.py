# group: deny
# after: right
# expect: softmax=refused *=passed
# correct: an answer of hundreds of arrays costs its reader what one costs.


def softmax(x):
    return [np.zeros(10000, dtype=np.float16)] * 790
