# loses: forward
# why: The last layer is left without its sigmoid.
# hint: In your last layer a is the same as z. Here the output goes through the sigmoid too, or
#   it would be no probability.


def forward(layers, x):
    passed, a = [], x
    for number, (W, b) in enumerate(layers, start=1):
        z = W @ a + b
        a = sigmoid(z) if number < len(layers) else z
        passed.append((z, a))
    return passed
