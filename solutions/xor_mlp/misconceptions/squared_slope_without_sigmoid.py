# loses: loss
# why: The derivative by yhat is taken for the derivative by z.
# hint: Your d_squared_error is the derivative by yhat. From there to z the chain rule has one
#   more factor.


def d_squared_error(z, y):
    return (sigma(z) - y) / len(z)
