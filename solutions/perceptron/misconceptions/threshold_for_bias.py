# loses: gates
# why: b is the threshold of w.x, which has the other sign than the bias.
# hint: Your b has the sign of a threshold: you fire where w.x is above b. Here b is added, and the
#   perceptron fires where w.x + b is above 0.

_gate_with_bias = gate


def gate(name):
    w, b = _gate_with_bias(name)
    return w, -b
