# %% [markdown]
# # XOR with a multi-layer perceptron
#
# One perceptron draws one straight line, and no line separates the two classes of XOR. A *hidden
# layer* between input and output is enough. In this notebook you first choose the weights of such
# a network by hand, and then write all that is needed for it to find them by itself: the
# activations, the loss, the backward pass and gradient descent.
#
# **How to work.** Fill in the cells that say `YOUR CODE HERE`, from top to bottom. After each
# question you find a cell with a few checks: no output means that they pass. They are only a first
# look; the hidden tests that give the points use other numbers and other sizes. Cells marked *try
# it* are yours to change and are not graded. When you have changed something further up, use *Run
# All*: the cells depend on each other. Plan about three and a half hours.
#
# You need NumPy alone. Matrix products, `einsum` or loops are all fine, in float64 or float32;
# numbers are compared up to rounding. A warning of NumPy's costs nothing, a `nan` does. Each
# docstring says which shapes come in and which go out. What comes in are float arrays, if nothing
# else is said, and they belong to the caller: **give back new arrays (lists only where the
# docstring allows them) and leave those that you were given as they are.**
#
# **Notation.** Every row of $X$ is one example. The last cell lists misprints of the lectures, for
# those who read them beside this.
#
# | here | meaning | shape | in the lectures also |
# |---|---|---|---|
# | $N, D, H$ | how many examples, inputs, hidden units | | $D$: $N^{[0]}$; $H$: $N^{[1]}$, $m$ |
# | $X$ | inputs | $(N, D)$ | $A^{[0]}$; with examples as *columns*, $(D, N)$ |
# | $y$ | labels, 0 or 1 | $(N,)$ | $(N, 1)$ |
# | $W_1$ | hidden weights; row $j$ is unit $j$ | $(H, D)$ | (in, out), then $XW$ |
# | $b_1$ | hidden biases | $(H,)$ | $w_0$, a weight of the constant 1 |
# | $W_2, b_2$ | output layer | $(1, H)$, $(1,)$ | $w^{[2]}$, $b^{[2]}$ |
# | $Z_1, Z_2$ | before the activation; $Z_2$ holds the *logits* | $(N, H)$, $(N, 1)$ | |
# | $A_1, A_2$ | after the activation | $(N, H)$, $(N, 1)$ | $a$; $o$ or $\hat y$ for $A_2$ |
# | $\delta_k$ | $\partial L / \partial Z_k$, for $k = 1, 2$ | as $Z_k$ | $\mathrm{d}z$ |
# | $\sigma$ | the sigmoid | | $g$ for any activation |
# | $L$ | the loss, a *mean* over the rows | one number | $J$; sometimes a sum |
# | $\eta$, `lr` | learning rate | one number | $\alpha$ |
# | $\alpha$ | slope of the leaky ReLU | one number | |
#
# $\log$ is the natural logarithm. A hat is a prediction: $\hat y = \sigma(z)$. A network with $D$
# inputs, $H$ hidden units and one output is called $D$-$H$-1.

# %%
import numpy as np

XOR_X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR_Y = np.array([0.0, 1.0, 1.0, 0.0])


def slope(f, x, h=1e-5):
    """The derivative of f at x, measured: the change of f per step of x."""
    return (f(x + h) - f(x - h)) / (2 * h)


def attempt(experiment):
    """Runs an experiment at once; says so when a cell that it needs is still empty."""
    try:
        experiment()
    except NotImplementedError:
        print("Not yet: this needs a cell that says YOUR CODE HERE. Fill it in and come back.")
    return experiment

# %% [markdown]
# ## 1. Activations
#
# Without an activation between them, two layers are one: a matrix times a matrix is a matrix. These
# four bend the line:
#
# | name | $g(z)$ | $g'(z)$ |
# |---|---|---|
# | sigmoid | $\dfrac{1}{1 + e^{-z}}$ | $g(z)\,(1 - g(z))$ |
# | tanh | $\dfrac{e^z - e^{-z}}{e^z + e^{-z}}$ | $1 - g(z)^2$ |
# | ReLU | $z$ if $z > 0$, else $0$ | $1$ if $z > 0$, else $0$ |
# | leaky ReLU | $z$ if $z > 0$, else $\alpha z$ | $1$ if $z > 0$, else $\alpha$ |
#
# Four remarks.
#
# **At the kink.** ReLU and leaky ReLU have no derivative at 0. One has to choose a value; some take
# 0, others 1. We take $\text{relu}'(0) = 0$ and $\text{leaky}'(0) = \alpha$, as the table says:
# $z = 0$ belongs to the left side. PyTorch's `relu` chooses the same. It matters: in networks with
# small whole numbers many $z$ are exactly 0.
#
# **Leaky ReLU as a maximum.** $\max(\alpha z, z)$ is the same function only while $\alpha \le 1$.
# Write yours so that it is right for any $\alpha > 0$.
#
# **The derivative of tanh.** The quotient rule gives $\dfrac{(e^z + e^{-z})^2 - (e^z -
# e^{-z})^2}{(e^z + e^{-z})^2} = 1 - \tanh^2 z$.
#
# **Far out.** $e^{1000}$ is `inf` in floating point, and `inf / inf` is `nan`. But nothing is wrong
# with the sigmoid at 1000: it is 1, and its derivative is 0. A form that never meets `inf / inf`
# uses $e^{-|z|}$, which is at most 1. Try $z = \pm 1000$ on every function.
#
# The derivatives take $z$, just as the functions do. Often only $a = \sigma(z)$ is at hand; then
# $\sigma'(z) = a(1 - a)$, and `d_sigmoid(a)` is something else.

# %% grade_id="activations"
def sigmoid(z):
    """The sigmoid of every entry; z is an array of any shape, the result has the same."""
    # YOUR CODE HERE
    raise NotImplementedError()


def d_sigmoid(z):
    """The derivative of the sigmoid at every entry of z."""
    # YOUR CODE HERE
    raise NotImplementedError()


def tanh(z):
    """The hyperbolic tangent of every entry; NumPy's own may be used."""
    # YOUR CODE HERE
    raise NotImplementedError()


def d_tanh(z):
    """The derivative of tanh at every entry of z."""
    # YOUR CODE HERE
    raise NotImplementedError()


def relu(z):
    """Gives z where z > 0, else 0."""
    # YOUR CODE HERE
    raise NotImplementedError()


def d_relu(z):
    """Gives 1 where z > 0, else 0; so it is 0 at 0."""
    # YOUR CODE HERE
    raise NotImplementedError()


def leaky_relu(z, alpha=0.01):
    """Gives z where z > 0, else alpha * z; alpha is a number above 0."""
    # YOUR CODE HERE
    raise NotImplementedError()


def d_leaky_relu(z, alpha=0.01):
    """Gives 1 where z > 0, else alpha; so it is alpha at 0."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% grade_id="check_activations"
points = np.array([-2.0, -0.4, 0.7, 1.8])
for name, function, want in [
    ("sigmoid", sigmoid, [0.119203, 0.401312, 0.668188, 0.858149]),
    ("d_sigmoid", d_sigmoid, [0.104994, 0.240261, 0.221713, 0.121729]),
    ("tanh", tanh, [-0.964028, -0.379949, 0.604368, 0.946806]),
    ("d_tanh", d_tanh, [0.070651, 0.855639, 0.634740, 0.103558]),
    ("relu", relu, [0, 0, 0.7, 1.8]),
    ("d_relu", d_relu, [0, 0, 1, 1]),
    ("leaky_relu", leaky_relu, [-0.02, -0.004, 0.7, 1.8]),
    ("d_leaky_relu", d_leaky_relu, [0.01, 0.01, 1, 1]),
]:
    assert np.allclose(function(points), want, atol=1e-5), name
    assert np.shape(function(points.reshape(2, 2))) == (2, 2), f"the shape of {name}"
assert np.allclose(leaky_relu(points, 0.1), [-0.2, -0.04, 0.7, 1.8]), "leaky_relu, alpha 0.1"
assert np.all(d_relu(np.zeros(3)) == 0), "d_relu at 0"
assert np.allclose(d_leaky_relu(np.zeros(3), 0.2), 0.2), "d_leaky_relu at 0"
assert np.allclose(sigmoid(np.array([-800.0, 800.0])), [0, 1]), "sigmoid far out"
assert np.allclose(d_sigmoid(np.array([-800.0, 800.0])), 0), "d_sigmoid far out"

# %% [markdown]
# *Try it:* the derivatives on a small table, above the slopes that one measures. Where is the
# sigmoid steepest, and how steep is it there? How much of a slope is left after three layers with
# a derivative of at most that? And what does the measured slope of ReLU at 0 say?

# %%
@attempt
def see_the_derivatives():
    """Prints the four derivatives at a few points."""
    z = np.array([-6.0, -2.0, 0.0, 2.0, 6.0])
    print("z           ", z)
    for name, function, derivative in [
        ("sigmoid", sigmoid, d_sigmoid),
        ("tanh", tanh, d_tanh),
        ("relu", relu, d_relu),
        ("leaky_relu", leaky_relu, d_leaky_relu),
    ]:
        # A step of 0.01 leaves even float32 four digits.
        print(f"d_{name:10}", np.round(np.array(derivative(z), dtype=float), 4))
        print("    measured", np.round(slope(function, z, 0.01), 4))

# %% [markdown]
# ## 2. Networks by hand
#
# With ReLU in both layers the 2-2-1 network is
#
# $$A_1 = \text{relu}(X W_1^\top + b_1), \qquad A_2 = \text{relu}(A_1 W_2^\top + b_2).$$
#
# A hidden unit is 0 up to some line and rises from there: **each hidden unit adds one bend.** For
# truth tables it is enough to look at $s = x_1 + x_2$, which is 0, 1 or 2. As an example, OR: we
# want $0, 1, 1$ at $s = 0, 1, 2$. The unit $\text{relu}(s)$ rises all the way, $0, 1, 2$. The unit
# $\text{relu}(s - 1)$ begins later, $0, 0, 1$. Their difference is $0, 1, 1$. So
#
# $$W_1 = \begin{pmatrix} 1 & 1 \\ 1 & 1 \end{pmatrix}, \quad
# b_1 = \begin{pmatrix} 0 \\ -1 \end{pmatrix}, \quad
# W_2 = \begin{pmatrix} 1 & -1 \end{pmatrix}, \quad b_2 = (0).$$
#
# Now find weights for two functions that no single perceptron can compute. Any that work are
# right; there are many.

# %%
OR_NETWORK = (
    np.array([[1.0, 1.0], [1.0, 1.0]]),
    np.array([0.0, -1.0]),
    np.array([[1.0, -1.0]]),
    np.array([0.0]),
)


def relu_network(X, W1, b1, W2, b2):
    """The outputs (N, 1) of a network with ReLU in both layers."""
    W1, b1, W2, b2 = (np.asarray(each, dtype=float) for each in (W1, b1, W2, b2))
    hidden = (X @ W1.T + b1).clip(min=0)
    return (hidden @ W2.T + b2).clip(min=0)


print("OR:", relu_network(XOR_X, *OR_NETWORK).ravel())

# %% grade_id="by_hand"
def xor_by_hand():
    """W1 (2, 2), b1 (2,), W2 (1, 2), b2 (1,) of a ReLU network whose output is exactly XOR.

    Lists or arrays.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def xnor_by_hand():
    """The same for XNOR: exactly 1 where both inputs are equal, exactly 0 where they are not."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% grade_id="check_by_hand"
for name, network, want in ("XOR", xor_by_hand(), XOR_Y), ("XNOR", xnor_by_hand(), 1 - XOR_Y):
    shapes = [np.shape(each) for each in network]
    assert shapes == [(2, 2), (2,), (1, 2), (1,)], f"{name}: the shapes of W1, b1, W2, b2: {shapes}"
    assert np.allclose(relu_network(XOR_X, *network).ravel(), want), name

# %% [markdown]
# **How many numbers is that?** Every unit has one weight for each unit of the layer before it, and
# one bias. Inputs are given; they have neither. For layers of 3, 5 and 2 units, which we write
# `[3, 5, 2]`, this is $5 \cdot 3 + 5$ in the first layer and $2 \cdot 5 + 2$ in the second, 32
# together.

# %% grade_id="count"
def count_parameters(sizes):
    """The number of weights and biases of a network.

    sizes is a list of at least two whole numbers: the inputs, then the units of each layer.
    """
    # YOUR CODE HERE
    raise NotImplementedError()

# %% grade_id="check_count"
assert count_parameters([3, 5, 2]) == 32, "3-5-2"
assert count_parameters([4, 1]) == 5, "4-1: one neuron with four inputs"

# %% [markdown]
# Count the 2-2-1 network that you have just built, and compare: XOR has four examples.
#
# ## 3. The forward pass
#
# Now the network is to *learn* its weights. The slope of ReLU is 0 on half of the line, and a 2-2-1
# network with hidden ReLUs learns XOR from only about one random start in five. Besides, we want an
# output that can be read as a probability. So from here on both layers have the sigmoid:
#
# $$Z_1 = X W_1^\top + b_1, \quad A_1 = \sigma(Z_1), \qquad
# Z_2 = A_1 W_2^\top + b_2, \quad A_2 = \sigma(Z_2).$$
#
# The bias is added to every row. Mind the transpose: with two inputs and two hidden units $X W_1$
# has the same shape as $X W_1^\top$, and no error message tells you which one you have.
#
# From here on use the locked function `sigma` for $\sigma$. It is the same function, and a mistake
# in your own `sigmoid` is then not paid for twice.

# %%
def sigma(z):
    """The sigmoid of a number or of every entry, by way of a logarithm: exp(-log(1 + exp(-z)))."""
    return np.exp(-np.logaddexp(0.0, np.negative(z)))

# %% grade_id="forward"
def forward(X, W1, b1, W2, b2):
    """Gives back Z1 (N, H), A1 (N, H), Z2 (N, 1), A2 (N, 1), in this order.

    X (N, D), W1 (H, D), b1 (H,), W2 (1, H), b2 (1,), for any N, D and H.
    """
    # YOUR CODE HERE
    raise NotImplementedError()

# %% grade_id="check_forward"
found = forward(
    np.array([[1.0, 2.0], [0.0, -1.0], [2.0, 0.5]]),
    np.array([[0.5, -1.0], [1.5, 0.25]]),
    np.array([0.5, -1.0]),
    np.array([[2.0, -3.0]]),
    np.array([1.0]),
)
assert all(isinstance(each, np.ndarray) for each in found), "Z1, A1, Z2, A2 should be arrays"
shapes = [each.shape for each in found]
assert shapes == [(3, 2), (3, 2), (3, 1), (3, 1)], f"the shapes of Z1, A1, Z2, A2 are {shapes}"
Z1, A1, Z2, A2 = found
assert np.allclose(Z1, [[-1, 1], [1.5, -1.25], [1, 2.125]]), "Z1"
want = [[0.268941, 0.731059], [0.817574, 0.222700], [0.731059, 0.893309]]
assert np.allclose(A1, want, atol=1e-5), "A1"
assert np.allclose(Z2, [[-0.655293], [1.967049], [-0.217811]], atol=1e-5), "Z2"
assert np.allclose(A2, [[0.341798], [0.877294], [0.445761]], atol=1e-5), "A2"

# %% [markdown]
# ## 4. The loss
#
# **Binary cross-entropy.** The network says $\hat y$, the probability of label 1. A row costs
# $-\log$ of the probability that the network gave to the label that is true, and the loss is the
# mean over the rows:
#
# $$L = \frac1N \sum_{n=1}^N -\big[\, y_n \log \hat y_n + (1 - y_n) \log (1 - \hat y_n) \,\big].$$
#
# Labels are 0 or 1, so one of the two terms is always switched off.
#
# - *Sure and right* ($\hat y = y$) costs 0. The switched-off term is then $0 \cdot \log 0$, and it
#   counts 0, since $t \log t \to 0$. Python disagrees: `0 * np.log(0.0)` is `nan`.
# - *Sure and wrong* ($\hat y = 1 - y$) costs $-\log 0 = \infty$, and one such row makes the mean
#   infinite. `bce` gives `inf` then. Do not clip $\hat y$: it would hide the mistake.
#
# **From logits.** A sigmoid is never 0 or 1, but its floating-point value is: $\sigma(-1000)$ is
# rounded to 0, and the loss becomes infinite although the true cost is finite. So one computes it
# from $z$. Put $\hat y = \sigma(z)$ into the formula, and a row costs
#
# $$\log(1 + e^{m}), \qquad m = -z \text{ if } y = 1, \quad m = z \text{ if } y = 0.$$
#
# $m$ says how wrong the row is. For a large $m$ even $e^m$ is too much, but $\log(1 + e^m) = m +
# \log(1 + e^{-m})$: for $m = 1000$ the cost is 1000.
#
# **The slope.** With $\dfrac{\partial L}{\partial \hat y}$ and $\sigma'$, for one row,
#
# $$\frac{\partial L}{\partial z} =
# \left( -\frac{y}{\hat y} + \frac{1 - y}{1 - \hat y} \right) \cdot \hat y (1 - \hat y)
# = \hat y - y,$$
#
# and for the mean over $N$ rows each of them is divided by $N$. Compute the short form: the long
# one divides by 0 as soon as $\hat y$ is rounded to 0 or 1.
#
# **Another loss, to compare.** The squared error $\frac1N \sum_n \frac12 (\hat y_n - y_n)^2$ has,
# for one row,
#
# $$\frac{\partial L}{\partial z} = (\hat y - y) \cdot \hat y (1 - \hat y).$$
#
# Here nothing cancels. This loss is a mean too, so divide by $N$. Section 7 asks what the factor
# does to a network that is wrong and sure of it.

# %% grade_id="loss"
def bce(yhat, y):
    """The mean binary cross-entropy, one number.

    yhat (N,) are probabilities from 0 to 1, both included; y (N,) are labels, 0.0 or 1.0.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def bce_from_logits(z, y):
    """The same, for the predictions sigma(z); z (N,) are any numbers, up to 1000 and beyond."""
    # YOUR CODE HERE
    raise NotImplementedError()


def d_bce(z, y):
    """The derivative of the mean binary cross-entropy by each logit: z (N,), y (N,), gives (N,)."""
    # YOUR CODE HERE
    raise NotImplementedError()


def d_squared_error(z, y):
    """The derivative of the mean of (sigma(z) - y)**2 / 2 by each logit: an array (N,)."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% grade_id="check_loss"
labels = np.array([1.0, 0.0, 1.0])
assert np.isclose(bce(np.array([0.8, 0.3, 0.6]), labels), 0.363548, atol=1e-5), "three rows"
assert np.isclose(bce(np.array([1.0, 0.0, 0.5]), labels), np.log(2) / 3), "0 log 0 is 0"
assert bce(np.array([0.0, 0.3, 0.6]), labels) == np.inf, "a sure mistake"
logits = np.array([0.5, -1.0, -2.0])
assert np.isclose(bce_from_logits(logits, labels), 0.971422, atol=1e-5), "three logits"
far = bce_from_logits(np.array([-900.0, 2.0]), np.array([1.0, 1.0]))
assert np.isclose(far, 450.063464), "from logits: z = -900 and 2, y = 1"
assert np.allclose(d_bce(np.array([-6.0]), np.array([1.0])), -0.997527, atol=1e-5), "z = -6, y = 1"
assert np.allclose(d_bce(logits, labels), [-0.125847, 0.089647, -0.293599], atol=1e-5), (
    "d_bce, a mean"
)
squared = d_squared_error(np.array([-6.0]), np.array([1.0]))
assert np.allclose(squared, -0.002460, atol=1e-5), "the squared error at z = -6, y = 1"
squared = d_squared_error(logits, labels)
assert np.allclose(squared, [-0.029574, 0.017626, -0.030826], atol=1e-5), "d_squared_error, a mean"
slopes = np.shape(d_bce(logits, labels)), np.shape(squared)
assert slopes == ((3,), (3,)), f"the shapes of the slopes are {slopes}"

# %% [markdown]
# *Try it:* the label is 1 and the logit gets more and more wrong. What do the two losses say to the
# network?

# %%
@attempt
def confident_mistakes():
    """Prints the slopes of both losses for predictions that are ever more wrong."""
    one = np.array([1.0])
    print("     z   yhat      by cross-entropy   by squared error")
    for z in (0.0, -2.0, -4.0, -6.0, -8.0):
        logit = np.array([z])
        row = sigma(z), d_bce(logit, one)[0], d_squared_error(logit, one)[0]
        print("{:6.1f}   {:.4f}   {:16.5f}   {:16.5f}".format(z, *row))

# %% [markdown]
# ## 5. The backward pass
#
# Now the derivative of the loss by every weight and bias. Start at the output with
# $\delta_2 = \partial L / \partial Z_2$, which section 4 gave: for each row $n$
#
# $$\delta_{2,n} = (A_{2,n} - y_n) / N.$$
#
# From there the chain rule goes backward: multiply along a path, add up over all paths. Write
# $W_{2,j}$ for the weight of hidden unit $j$ in the output.
#
# - $W_{2,j}$ acts on the logit of *every* row, in row $n$ with the factor $A_{1,nj}$; the bias acts
#   on all of them with the factor 1:
#   $$\frac{\partial L}{\partial W_{2,j}} = \sum_n \delta_{2,n} A_{1,nj}, \qquad
#   \frac{\partial L}{\partial b_2} = \sum_n \delta_{2,n}.$$
# - $A_{1,nj}$ acts on the logit of its own row with the factor $W_{2,j}$, and it comes from
#   $Z_{1,nj}$ through the sigmoid, whose derivative there is $A_{1,nj}(1 - A_{1,nj})$:
#   $$\delta_{1,nj} = \frac{\partial L}{\partial Z_{1,nj}} = \delta_{2,n}\, W_{2,j}\,
#   A_{1,nj} (1 - A_{1,nj}).$$
# - $W_{1,jd}$ and $b_{1,j}$ act on $Z_{1,nj}$ as $W_{2,j}$ and $b_2$ do on $Z_2$:
#   $$\frac{\partial L}{\partial W_{1,jd}} = \sum_n \delta_{1,nj} X_{nd}, \qquad
#   \frac{\partial L}{\partial b_{1,j}} = \sum_n \delta_{1,nj}.$$
#
# A gradient has the shape of what it is the gradient of. Each sum over $n$ is a matrix product
# (which factor must be transposed?) or a sum along an axis; loops are fine too. Divide by $N$ once,
# in $\delta_2$, and all else follows.
#
# Mind $A_2 - y$: one has shape $(N, 1)$, the other $(N,)$. NumPy makes an $(N, N)$ table of it and
# does not complain.

# %% grade_id="backward"
def backward(X, y, W2, A1, A2):
    """Gives back dW1 (H, D), db1 (H,), dW2 (1, H), db2 (1,): the gradients of the mean loss.

    X (N, D), y (N,), W2 (1, H); A1 (N, H) and A2 (N, 1) come from the forward pass. For any N, D
    and H.
    """
    # YOUR CODE HERE
    raise NotImplementedError()

# %% grade_id="check_backward"
gradients = backward(
    np.array([[1.0, 2.0], [3.0, -1.0]]),
    np.array([1.0, 0.0]),
    np.array([[2.0, -1.0]]),
    np.array([[0.5, 0.2], [0.75, 0.9]]),
    np.array([[0.6], [0.3]]),
)
assert all(isinstance(each, np.ndarray) for each in gradients), "the gradients should be arrays"
shapes = [each.shape for each in gradients]
assert shapes == [(2, 2), (2,), (1, 2), (1,)], f"the shapes of dW1, db1, dW2, db2 are {shapes}"
assert np.allclose(gradients[3], [-0.05]), "db2: -0.4 / 2 + 0.3 / 2"
assert np.allclose(gradients[2], [[0.0125, 0.095]]), "dW2"
assert np.allclose(gradients[1], [-0.04375, 0.0185]), "db1"
assert np.allclose(gradients[0], [[0.06875, -0.25625], [-0.0085, 0.0775]]), "dW1"

# %% [markdown]
# **Measure it.** A backward pass should never be trusted before it was compared with measured
# slopes. The locked function below moves every parameter a little to both sides and looks at the
# loss. It needs two forward passes for each parameter, where `backward` needs one altogether; that
# is why nobody trains a large network with it.
#
# *Try it:* the second cell below compares the two on a network with random weights.

# %%
def measured_gradients(X, y, W1, b1, W2, b2, h=1e-5):
    """The gradients of the mean loss by W1, b1, W2, b2, measured one parameter at a time."""
    parameters = [np.array(each, dtype=float) for each in (W1, b1, W2, b2)]
    sign = 1 - 2 * np.asarray(y, dtype=float).reshape(-1, 1)

    def loss():
        W1, b1, W2, b2 = parameters
        z = sigma(X @ W1.T + b1) @ W2.T + b2
        return np.logaddexp(0.0, sign * z).sum() / len(z)

    gradients = []
    for each in parameters:
        gradient = np.empty_like(each)
        for place in np.ndindex(each.shape):
            kept = each[place]
            each[place] = kept + h
            above = loss()
            each[place] = kept - h
            gradient[place] = (above - loss()) / (2 * h)
            each[place] = kept
        gradients.append(gradient)
    return gradients

# %%
@attempt
def compare_gradients():
    """Compares backward with measured slopes on a network with random weights."""
    rng = np.random.default_rng(0)
    W1, b1, W2, b2 = rng.normal(size=(2, 2)), np.zeros(2), rng.normal(size=(1, 2)), np.zeros(1)
    _, A1, _, A2 = forward(XOR_X, W1, b1, W2, b2)
    computed = backward(XOR_X, XOR_Y, W2, A1, A2)
    measured = measured_gradients(XOR_X, XOR_Y, W1, b1, W2, b2)
    for name, got, want in zip(("dW1", "db1", "dW2", "db2"), computed, measured, strict=True):
        print(name, "computed", np.round(got, 6).tolist(), "measured", np.round(want, 6).tolist())

# %% [markdown]
# ## 6. Gradient descent
#
# One **step** moves every parameter against its gradient:
#
# $$W_1 \leftarrow W_1 - \eta \frac{\partial L}{\partial W_1}, \quad\text{and } b_1, W_2, b_2
# \text{ in the same way.}$$
#
# All four gradients belong to the *same* network, the one before the step. $\delta_1$ contains
# $W_2$: whoever changes $W_2$ first and then propagates through it computes the gradient of a
# network that never was.
#
# **Training** repeats this: forward, backward, update, each time with all rows and at the new
# parameters. Start from the parameters that are given, take the number of steps that is asked for,
# each at the learning rate that is given, and give back what you have then: also where the loss
# rises, or hardly moves any more.
#
# Use your `forward` and `backward`. If they do not pass their checks yet, take
# `measured_gradients` instead: it gives the same numbers, only more slowly, and a mistake above
# does not cost you this question too.
#
# $X$ and $y$ need not be those of XOR. And training goes on when all outputs are on the right side
# of 0.5 already: the loss can still fall, and the number of steps is the caller's to choose.
#
# Over a few dozen steps the hidden tests compare every parameter. After long training they look
# only at which side of 0.5 each output is on (0.5 itself is on neither): a last digit that differs
# at the start may make a visible difference by then. Long training is 500 steps at learning rate 1:
# a 2-2-1 network from starts that are known to be good, and a 2-8-1 network from random weights and
# biases 0.

# %% grade_id="training"
def step(X, y, W1, b1, W2, b2, lr):
    """Gives back W1, b1, W2, b2 after one step of gradient descent, as new arrays.

    Shapes as in `forward`; lr is the learning rate.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def train(X, y, W1, b1, W2, b2, lr, steps):
    """Gives back W1, b1, W2, b2 after so many steps; steps is a whole number, 1 or more."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% grade_id="check_training"
start = (
    np.array([[1.0, -1.0], [0.5, 2.0]]),
    np.array([0.0, -0.5]),
    np.array([[1.0, -2.0]]),
    np.array([0.5]),
)
found = step(XOR_X, XOR_Y, *start, 1.0)
assert all(isinstance(each, np.ndarray) for each in found), "W1, b1, W2, b2 should be arrays"
shapes = [each.shape for each in found]
assert shapes == [(2, 2), (2,), (1, 2), (1,)], f"the shapes of W1, b1, W2, b2 are {shapes}"
before = np.array([[1.0, -1.0], [0.5, 2.0]]), [0.0, -0.5], [[1.0, -2.0]], [0.5]
for name, each, as_given in zip(("W1", "b1", "W2", "b2"), start, before, strict=True):
    assert np.array_equal(each, as_given), f"step changes the {name} that it is given"
W1, b1, W2, b2 = found
assert np.allclose(W2, [[1.018299, -1.923837]], atol=1e-5), "W2 after one step"
assert np.allclose(b2, [0.566805], atol=1e-5), "b2 after one step"
assert np.allclose(W1, [[1.001856, -0.985292], [0.461398, 1.964213]], atol=1e-5), (
    "W1 after one step"
)
assert np.allclose(b1, [0.0014, -0.525188], atol=1e-5), "b1 after one step"
W1, b1, W2, b2 = train(XOR_X, XOR_Y, *start, 1.0, 3)
for name, each, as_given in zip(("W1", "b1", "W2", "b2"), start, before, strict=True):
    assert np.array_equal(each, as_given), f"train changes the {name} that it is given"
assert np.allclose(W2, [[1.011737, -1.832158]], atol=1e-5), "W2 after three steps"
assert np.allclose(b2, [0.613827], atol=1e-5), "b2 after three steps"
want = [[0.994863, -0.965299], [0.407932, 1.906283]]
assert np.allclose(W1, want, atol=1e-5), "W1 after three steps"
assert np.allclose(b1, [-0.014796, -0.54521], atol=1e-5), "b1 after three steps"

# %% [markdown]
# **Where it starts decides where it ends.** From random weights the 2-2-1 network does not always
# learn XOR. With weights drawn from the standard normal distribution, biases 0 and learning rate 1,
# about 28 % of all starts get stuck for good, however long one waits. With eight hidden units this
# practically does not happen any more: of 2,000 starts all succeeded. So a network that does not
# learn is not necessarily a mistake of yours.
#
# *Try it:* how many of these starts does your own training solve? After 1,000 steps a few are still
# on their way. Then call `random_starts(hidden=4)` and `random_starts(hidden=8)`. (With
# `measured_gradients` this takes a while.)

# %%
@attempt
def random_starts(hidden=2, starts=20, steps=1000):
    """Trains from random starts and prints the outputs for the four rows of XOR."""
    rng = np.random.default_rng(1)
    solved = 0
    for _ in range(starts):
        W1, W2 = rng.normal(size=(hidden, 2)), rng.normal(size=(1, hidden))
        end = train(XOR_X, XOR_Y, W1, np.zeros(hidden), W2, np.zeros(1), 1.0, steps)
        outputs = forward(XOR_X, *end)[3].ravel()
        right = bool(np.all((outputs > 0.5) == (XOR_Y > 0.5)))
        solved += right
        print(np.round(outputs, 2), "right" if right else "stuck, or not yet there")
    print(f"{solved} of {starts} starts solved XOR with {hidden} hidden units")

# %% [markdown]
# *Try it:* and when all parameters start at the same number? Section 7 asks why.

# %%
@attempt
def equal_starts():
    """Trains from equal parameters and prints the outputs and the weights of both hidden units."""
    for value in (0.0, 0.3):
        same = [np.full(shape, value) for shape in ((2, 2), (2,), (1, 2), (1,))]
        end = train(XOR_X, XOR_Y, *same, 1.0, 1000)
        print("all", value, "  outputs", np.round(forward(XOR_X, *end)[3].ravel(), 3))
        print("          W1", np.round(end[0], 3).tolist())

# %% [markdown]
# ## 7. In your own words
#
# A person reads this. About five sentences for each part are enough.
#
# 1. One lecture says about cross-entropy with a sigmoid: when the network is confident but wrong,
#    $\hat y (1 - \hat y)$ is close to 0, and this prevents huge updates. Compute $\partial L /
#    \partial z$ at $z = -6$, $y = 1$ for the cross-entropy and for $\frac12 (\hat y - y)^2$. Is the
#    sentence right? What happens to the factor $\hat y (1 - \hat y)$ in each of the two, and what
#    does it mean for a network that is sure and wrong?
# 2. A 2-2-1 network starts with all weights and biases 0 and is trained on XOR at learning rate 1.
#    Which outputs does it have after a thousand steps, and why? What if all parameters start at
#    0.3 instead: what do the two hidden units have in common then, and why can this network not
#    solve XOR? Why does a random start not have this problem?

# %% [markdown] grade_id="why"
# YOUR ANSWER HERE

# %% [markdown]
# ## Misprints and slips of the lectures
#
# Only for those who read the lectures beside this notebook:
#
# - *The derivative of tanh* (section 1): the numerator is printed so that it is 0 everywhere. And
#   the derivative of ReLU at 0 is 0 in one place and 1 in another.
# - *The XOR network by hand* (section 2): $W_1$ is printed in several versions that contradict each
#   other. Work out all four rows.
# - *Two hidden layers solve any problem*: what is true is that one hidden layer with enough sigmoid
#   or ReLU units comes as close as you like to any continuous function on a closed and bounded set.
#   It does not follow that training finds the weights.
# - *The forward pass* (section 3): in $Z = A W + b$ the transpose of $W$ is missing.
# - *The slope of the loss* (section 4): in $\partial L / \partial A_2$, read $y \odot A_2$ as the
#   quotient $y / A_2$. The loss is a mean there, but the gradients are those of the sum.
# - *The backward pass* (section 5): the reason for the factor $X_{nd}$ is not
#   $\partial z / \partial x = x$ but $\partial z / \partial w = x$.
# - *Gradient descent* (section 6): a positive $\delta$ does not lower every weight. It lowers those
#   of positive inputs and raises those of negative ones.
