# %% [markdown]
# # Backpropagation with matrices
#
# In the first notebook every number was a node of its own. A layer of a network holds hundreds of
# them, and all of them follow the same two rules: products along a path, sums over paths. Written
# for whole matrices these rules become short, and fast. In this notebook you derive them and use
# them on two networks from the lectures.
#
# **How to work.** Fill in the cells that say `YOUR CODE HERE`, from top to bottom. After each part
# you find a cell with a few checks: no output means that they pass. They are only a first look;
# the hidden tests that give the points use other numbers and other shapes. Cells marked *try it*
# are yours to change and are not graded. When you have changed something further up, use
# *Run All*: the cells depend on each other.
#
# All functions take and give NumPy arrays of floats, unless their text says otherwise, and none may
# change an array that it was given. Each is tested by itself, with inputs of our own: a mistake in
# one costs nothing in the next. Loops or matrix products, both are right. A pair is a tuple or a
# list.
#
# **Notation.**
#
# | symbol | meaning | in the lectures also |
# |---|---|---|
# | $N$ | number of examples | $n$, or the 4 houses |
# | $n$, $m$ | how many numbers a function takes and gives (section 2) | |
# | $W$ | weights of a layer, `(out, in)`, one row per neuron | `(in, out)` in the house network |
# | $b$ | biases of a layer, `(out,)` | $w_0$, or a column `(out, 1)` |
# | $z,\ a$ | before and after the sigmoid, of one example | $U,\ V$ in the house network |
# | $\hat y$ | what the last layer gives | $o$, $O$, $A^{[2]}$ |
# | $L$ | the loss, always *one number* | $J$ |
# | $dM$ | short for $\partial L / \partial M$; has the shape of $M$ | the fraction |
# | $\delta$ | $\partial L / \partial z$ of a layer | |
# | $J$ | a Jacobian (section 2), and never the loss | $\partial y / \partial x$ |
# | $P Q$ | a product of two matrices (section 3) | $G_1 = \alpha \beta$ |
# | $G$ | the gradient of $L$ by such a product | $\partial L / \partial G_1$ |
# | $\odot$ | product entry by entry, `*` in NumPy | sometimes a plain dot |
# | $\eta$ | the learning rate | $\alpha$ |
#
# $W_{jk}$ is the weight *to* neuron $j$ *from* input $k$: neuron first. Some lectures write
# the input first, so their $w_{21}$ is our $W_{12}$, which is `W[0, 1]`, because Python counts
# from 0. An upper index in brackets is the layer: $W^{[2]}$. $\log$ is the natural logarithm.

# %%
import numpy as np


def sigmoid(z):
    """The sigmoid of each entry of z."""
    return 1 / (1 + np.exp(-z))


def attempt(experiment):
    """Runs an experiment at once; says so when a cell that it needs is still empty."""
    try:
        experiment()
    except NotImplementedError:
        print("Not yet: this needs a cell that says YOUR CODE HERE. Fill it in and come back.")

# %% [markdown]
# ## 1. Shapes and the forward pass
#
# A network is told by its sizes: `[2, 3, 1]` has 2 inputs, a layer of 3 neurons and a layer of 1.
# The inputs are no layer, so these are two layers. For one example, each layer computes
#
# $$z = W\,a_{\text{before}} + b, \qquad a = \sigma(z),$$
#
# where $a_{\text{before}}$ is the $a$ of the layer before it, and the input $x$ for the first
# layer. For $N$ examples, one in each *row* of $X$, the same reads
#
# $$Z = A_{\text{before}}\,W^T + b, \qquad A = \sigma(Z),$$
#
# and NumPy adds $b$ to every row. $W$ and $b$ do not care how many examples there are. Where
# slides print $Z = A W + b$ with one row of $W$ for each neuron, the transpose got lost: in general
# the shapes do not fit, and a square $W$ hides it. Before you write a line of matrix code, write
# down the shapes. Most mistakes show there; the ones that do not are what this notebook is about.

# %% grade_id="shapes"
def layer_shapes(sizes, N=None):
    """The shapes in a network: a list with one dictionary for each layer, the first layer first.

    sizes is a list such as [2, 3, 1]. Each dictionary has the keys 'W', 'b', 'z' and 'a'; its
    values are tuples or lists. Without N, z and a are those of a single example, and have one axis.
    With N they are those of N examples in rows.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def count_parameters(sizes):
    """The number of all weights and biases of a network."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# From here on a network is a list `layers` with one pair `(W, b)` for each layer, the first layer
# first. Every layer uses the sigmoid, the last one too. The loss is the *cross-entropy*, summed
# over the outputs:
#
# $$L = -\sum_j \big[\,y_j \log \hat y_j + (1 - y_j) \log (1 - \hat y_j)\,\big].$$
#
# It is a sum and not a mean: with a mean, every gradient would be divided by the number of outputs.

# %% grade_id="passes"
def forward(layers, x):
    """The forward pass of one example: a list with one pair (z, a) for each layer.

    x is (in,) of the first layer; z and a of a layer are (out,).
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def cross_entropy(y_hat, y):
    """The loss: one number, and no array. y_hat and y are (K,), for K outputs.

    Each y is 0 or 1. Each y_hat is greater than 0 and less than 1, and may be very near to 0.
    """
    # YOUR CODE HERE
    raise NotImplementedError()

# %% grade_id="check_forward"
assert tuple(layer_shapes([3, 5, 2])[0]["W"]) == (5, 3), "5 neurons with 3 inputs each"
assert tuple(layer_shapes([3, 5, 2])[1]["b"]) == (2,), "one bias for each neuron"
assert tuple(layer_shapes([3, 5, 2])[0]["z"]) == (5,), "a single example"
assert tuple(layer_shapes([3, 5, 2], 7)[1]["a"]) == (7, 2), "7 examples in rows"
assert count_parameters([2, 2, 1]) == 9, "two layers: 4 + 2 and 2 + 1"
W, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([0.5, -0.5])
got = forward([(W, b), (np.zeros((1, 2)), np.array([np.log(3)]))], np.array([1.0, -1.0]))
assert len(got) == 2, "one pair for each layer"
assert np.shape(got[0][0]) == (2,), "the shape of z"
assert np.allclose(got[0][0], [-0.5, -1.5]), "z of the first layer"
assert np.allclose(got[1][1], [0.75]), "the sigmoid of log 3"
got = cross_entropy(np.array([0.1, 0.6]), np.array([0.0, 1.0]))
assert np.ndim(got) == 0, "one number"
assert np.isclose(got, 0.616186), "-log 0.9 - log 0.6"

# %% [markdown]
# **The worked network.** One of the lectures follows a network with sizes 1-2-3-1 by hand. (Its
# title says one hidden layer; there are two, of 2 and 3 neurons.) Here are its parameters, and its
# only example, $x = 2$ with $y = 1$. We come back to it in sections 6 and 7.

# %%
WORKED = [
    (np.array([[0.1], [0.1]]), np.array([0.1, 0.2])),
    (np.array([[0.2, 0.1], [0.3, 0.2], [0.1, 0.3]]), np.array([0.3, 0.1, 0.2])),
    (np.array([[0.4, 0.2, 0.6]]), np.array([0.5])),
]
WORKED_X, WORKED_Y = np.array([2.0]), np.array([1.0])

# %% [markdown]
# *Try it:* the lecture finds $\hat y = 0.7739$ and the loss $0.2563$. Do you?

# %%
@attempt
def worked_forward():
    """Prints the forward pass of the worked network."""
    passed = forward(WORKED, WORKED_X)
    for number, (z, a) in enumerate(passed, start=1):
        print(f"layer {number}:  z = {z.round(4)}  a = {a.round(4)}")
    print("loss:", round(float(cross_entropy(passed[-1][1], WORKED_Y)), 4))

# %% [markdown]
# ## 2. Jacobians
#
# Let $f$ take $n$ numbers and give $m$ numbers. Its *Jacobian* holds all $m \cdot n$ derivatives:
#
# $$J_{ij} = \frac{\partial f_i}{\partial x_j}, \qquad J \text{ has the shape } (m, n).$$
#
# One row for each *output*, one column for each *input* (this is called numerator layout; some
# books transpose it). A small step $s$ in $x$ changes the result by about $J s$. In the simplest
# example, $f(x) = x$, each output moves with its own input and with no other.
#
# **Entry by entry.** In $y = w + x$, or with $-$, $\cdot$, $/$ in place of $+$, all three are
# vectors of length $n$, and $y_i$ is computed from $w_i$ and $x_i$ alone. There are two Jacobians,
# $\partial y / \partial w$ and $\partial y / \partial x$. What stands on their diagonals are the
# local gradients of the first notebook, and off the diagonal there is nothing.
#
# **Chains.** When $z$ is computed from $x$ and $a$ from $z$, then $a_i$ depends on $x_j$ along one
# path for each $z_k$. Products along paths, sums over paths:
#
# $$\frac{\partial a_i}{\partial x_j} = \sum_k \frac{\partial a_i}{\partial z_k}
# \frac{\partial z_k}{\partial x_j},$$
#
# which is a matrix product, with the Jacobian of the *last* step on the left. For a layer,
# $z = Wx + b$ and $a = \sigma(z)$. Which Jacobian has the first step? The second works entry by
# entry, and its slope is
#
# $$\sigma'(z) = \sigma(z)\,(1 - \sigma(z)).$$
#
# If you have $a = \sigma(z)$ already, this is $a (1 - a)$. It is *not* $\sigma(a) (1 - \sigma(a))$:
# the slope is needed where the function was used, and that is at $z$.

# %% grade_id="exact"
def identity_jacobian(x):
    """The Jacobian of f(x) = x, for x of shape (n,)."""
    # YOUR CODE HERE
    raise NotImplementedError()


def elementwise_jacobians(op, w, x):
    """A pair: the Jacobians of y = w op x by w and by x, each an array (n, n).

    op is '+', '-', '*' or '/'; w and x are (n,), and y is computed entry by entry.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def layer_jacobian(W, b, x):
    """The Jacobian of a = sigmoid(W x + b) by x: an array (out, in).

    W is (out, in), b is (out,), x is (in,).
    """
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# **Measured.** A Jacobian can also be measured, without any rule. Move one input $x_j$ by $h$ up
# and by $h$ down, leave the others alone, and see how all outputs change:
#
# $$\frac{\partial f}{\partial x_j} \approx \frac{f(x + h e_j) - f(x - h e_j)}{2h},$$
#
# where $e_j$ is 1 at $j$ and 0 elsewhere.
# With steps to both sides the error shrinks with $h^2$, with a step to one side only with $h$. The
# tests use a large $h$, so that the error is there to be seen, with cubic functions and with some
# that have corners: they want what the two steps give, and not the derivative. With a small $h$,
# nearly equal numbers are subtracted: compute in float64 here, since in float32 too few digits are
# left. Keep this function: whenever you derive a rule, measure it.

# %% grade_id="measured"
def numeric_jacobian(f, x, h=1e-5):
    """The Jacobian of f at x, measured with steps of h to both sides: an array (m, n).

    f takes an array (n,) and gives an array (m,). x is (n,); it may hold integers, and is left as
    it was.
    """
    # YOUR CODE HERE
    raise NotImplementedError()

# %%
def cubic(A, B):
    """The function f(x) = A x + B (x * x * x), for A and B of shape (m, n)."""
    return lambda x: A @ np.asarray(x) + B @ (np.asarray(x) ** 3)


def measured_jacobian(A, B, x, h):
    """What `numeric_jacobian` measures for that function. The tests call it."""
    return numeric_jacobian(cubic(A, B), x, h)


def cornered(A, at, heights):
    """The function f(x) = A t(x): t goes straight from point to point, at is increasing."""
    return lambda x: A @ np.interp(x, at, heights)


def measured_at_corners(A, at, heights, x, h):
    """What `numeric_jacobian` measures for that function. The tests call it."""
    return numeric_jacobian(cornered(A, at, heights), x, h)

# %% grade_id="check_jacobians"
assert np.allclose(identity_jacobian(np.array([5.0, 6.0])), [[1, 0], [0, 1]]), "f(x) = x"
w, x = np.array([6.0, 5.0]), np.array([4.0, 2.0])
got = elementwise_jacobians("*", w, x)
assert np.allclose(got[0], [[4, 0], [0, 2]]), "w * x by w"
assert np.allclose(got[1], [[6, 0], [0, 5]]), "w * x by x"
got = elementwise_jacobians("+", w, x)
assert np.allclose(got[1], [[1, 0], [0, 1]]), "w + x by x"
got = elementwise_jacobians("-", w, x)
assert np.allclose(got[1], [[-1, 0], [0, -1]]), "w - x by x: when x grows, y gets smaller"
got = elementwise_jacobians("/", w, x)
assert np.allclose(got[0], [[0.25, 0], [0, 0.5]]), "w / x by w"
assert np.allclose(got[1], [[-0.375, 0], [0, -1.25]]), "w / x by x"
W, b = np.array([[1.0, -2.0, 4.0], [0.0, 0.0, 16.0]]), np.array([0.0, np.log(3)])
got = layer_jacobian(W, b, np.array([2.0, 1.0, 0.0]))
assert np.shape(got) == (2, 3), "two outputs, three inputs"
assert np.allclose(got[0], [0.25, -0.5, 1.0]), "here z is 0, and the slope there is 1/4"
assert np.allclose(got[1], [0.0, 0.0, 3.0]), "here z is log 3, and the slope there is 3/16"


def three_outputs(x):
    """Three outputs of two inputs."""
    return np.array([x[0] * x[1], x[0] + x[1], x[1] ** 2])


got = numeric_jacobian(three_outputs, np.array([3.0, 2.0]))
assert np.shape(got) == (3, 2), "three outputs, two inputs"
assert np.allclose(got, [[2, 3], [1, 1], [0, 4]], atol=1e-4), "x0 * x1, x0 + x1, x1 ** 2 at (3, 2)"
got = numeric_jacobian(three_outputs, np.array([3.0, 2.0]), 1.0)
assert np.allclose(got, [[2, 3], [1, 1], [0, 4]]), "steps of 1 to both sides: exact here"

# %% [markdown]
# *Try it:* measure your exact Jacobians.

# %%
@attempt
def exact_and_measured():
    """Compares exact Jacobians with measured ones."""
    w, x = np.array([1.0, -3.0]), np.array([2.0, 0.5])
    for op, function in (("-", np.subtract), ("/", np.divide)):
        by_w, by_x = elementwise_jacobians(op, w, x)
        print(f"w {op} x by w, exact and measured:")
        print(by_w, numeric_jacobian(lambda w, f=function: f(w, x), w).round(6), sep="\n")
        print(f"w {op} x by x, exact and measured:")
        print(by_x, numeric_jacobian(lambda x, f=function: f(w, x), x).round(6), sep="\n")

# %% [markdown]
# ## 3. Backward through a matrix product
#
# Jacobians of matrices by matrices grow large: for $PQ$ with the shapes $(N, D)$ and $(D, M)$, the
# one by $P$ has $NM \cdot ND$ entries, nearly all of them 0. The backward pass never writes it
# down. It is given $G$, the gradient of $L$ by the product, and needs only $dP$ and $dQ$. Here is
# the derivation for $P$. The entry $P_{nd}$ is used in some entries of the product; sum over all:
#
# $$\frac{\partial L}{\partial P_{nd}}
# = \sum_{i,m} G_{im}\,\frac{\partial (PQ)_{im}}{\partial P_{nd}},
# \qquad (PQ)_{im} = \sum_k P_{ik}\,Q_{km}.$$
#
# $P_{nd}$ occurs in $(PQ)_{im}$ only if $i = n$, and there it is multiplied by $Q_{dm}$. So
#
# $$\frac{\partial L}{\partial P_{nd}} = \sum_m G_{nm}\,Q_{dm} = \sum_m G_{nm}\,
# (Q^T)_{md}, \qquad\text{that is}\qquad dP = G\,Q^T.$$
#
# The shapes agree: $(N, M)(M, D)$ is $(N, D)$. On one slide you find what is here $G^T Q$ in this
# place, whose shapes do not even fit in general. Do the same with $Q_{dm}$: in which entries of the
# product does it occur, and what is it multiplied by there? Do not guess from shapes. Take $G$ and
# $P$, each as it is or transposed, in one order or the other: when $N = D = M$, all eight products
# have the right shape, and one is right.
#
# **A layer.** Then apply it to $Z = X W^T + b$, for $N$ examples in rows; now $G$ is the gradient
# of $L$ by $Z$. The product is $PQ$ with $P = X$ and $Q = W^T$, and a gradient by $W^T$ is not yet
# the one by $W$. For the bias, count its uses: $Z_{nj} = \dots + b_j$ for every $n$.

# %% grade_id="products"
def matmul_backward(G, P, Q):
    """A pair: dP and dQ, for the product P @ Q; G is the gradient by the product.

    G is (N, M), P is (N, D), Q is (D, M).
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def linear_backward(G, X, W):
    """Three gradients of L, by W, by b and by X, for the layer Z = X W^T + b.

    G (N, out) is the gradient by Z. X is (N, in), W is (out, in). The results are dW (out, in),
    db (out,) and dX (N, in).
    """
    # YOUR CODE HERE
    raise NotImplementedError()

# %% grade_id="check_products"
got = matmul_backward(np.array([[1.0, 10.0]]), np.array([[2.0, 3.0, 4.0]]), np.ones((3, 2)))
assert np.allclose(got[0], [[11, 11, 11]]), "dP"
assert np.allclose(got[1], [[2, 20], [3, 30], [4, 40]]), "dQ"
X, W = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([[5.0, 7.0]])
got = linear_backward(np.array([[1.0], [2.0], [3.0]]), X, W)
assert np.shape(got[0]) == (1, 2), "dW has the shape of W"
assert np.allclose(got[0], [[4, 5]]), "dW"
assert np.shape(got[1]) == (1,), "db has the shape of b"
assert np.allclose(got[1], [6]), "db"
assert np.allclose(got[2], [[5, 7], [10, 14], [15, 21]]), "dX"

# %% [markdown]
# *Try it:* measure your rule for $P$. When $L$ is a sum of all entries of $PQ$, each with a factor
# of its own, then $G$ consists of these factors.

# %%
@attempt
def measured_product():
    """Compares the gradient by P with the measured one."""
    P, Q = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[3.0, -1.0], [0.5, 2.0]])
    G = np.array([[1.0, -2.0], [4.0, 0.5]])

    def loss(entries):
        return np.array([np.sum(G * (entries.reshape(2, 2) @ Q))])

    print("yours:", matmul_backward(G, P, Q)[0], sep="\n")
    print("measured:", numeric_jacobian(loss, P.ravel()).reshape(2, 2).round(6), sep="\n")

# %% [markdown]
# ## 4. Backward through broadcasting
#
# The bias was a case of something more general. (Leave section 3 as it is: there, the function of
# this section does not exist yet.) When two arrays of different shapes are added or
# multiplied entry by entry, NumPy repeats one of them, or both:
#
# 1. it writes the shapes below each other, *aligned at the right*;
# 2. missing axes on the left are put in front, and the array is repeated along them;
# 3. an axis of size 1 is repeated until it fits.
#
# | shape of the array | result | repeated along |
# |---|---|---|
# | `(3,)` | `(4, 3)` | axis 0, which was missing |
# | `(4, 1)` | `(4, 3)` | axis 1 |
# | `(1, 3)` | `(2, 4, 3)` | axis 0, which was missing, and axis 1 |
# | `()`, one number | `(4, 3)` | both |
#
# Each repetition is a use, and uses add up: to come back from the gradient of the repeated array to
# the gradient of the array itself, undo each step of the list. The result has exactly the shape of
# the array: for `(4, 1)` it is `(4, 1)`, and not `(4,)`.

# %% grade_id="unbroadcast"
def unbroadcast(gradient, shape):
    """The gradient by an array of this shape; gradient is the one by the repeated array.

    gradient has any number of axes; shape is a tuple that NumPy can repeat to its shape. The result
    is an array of exactly this shape (for the shape () one number will do). Where nothing was
    repeated, it may be gradient itself.
    """
    # YOUR CODE HERE
    raise NotImplementedError()

# %% grade_id="check_unbroadcast"
X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
assert np.shape(unbroadcast(X, (2,))) == (2,), "a missing axis"
assert np.allclose(unbroadcast(X, (2,)), [9, 12]), "a missing axis"
assert np.shape(unbroadcast(X, (3, 1))) == (3, 1), "an axis of size 1 stays"
assert np.allclose(unbroadcast(X, (3, 1)), [[3], [7], [11]]), "an axis of size 1"
assert np.allclose(unbroadcast(X, (3, 2)), X), "nothing was repeated"
assert np.allclose(unbroadcast(X, ()), 21), "one number was repeated everywhere"
got = unbroadcast(np.full((2, 3, 2), 5.0), (1, 2))
assert np.shape(got) == (1, 2), "a missing axis, and one of size 1"
assert np.allclose(got, [[30, 30]]), "each entry was used 2 * 3 times"

# %% [markdown]
# ## 5. The house network
#
# This network of the lectures predicts whether houses are sold. `X` has one row for each house and
# one column for each of $D$ features, $K$ neurons look at them, and the prediction is the average
# of what they say. There is no bias and there are no output weights. We keep the lecture's own
# form, with `W` of shape $(D, K)$, **input first**:
#
# $$U = X W \ (N, K), \qquad V = \sigma(U) \ (N, K), \qquad
# O_n = \frac{V_{n1} + \dots + V_{nK}}{K} \ (N,).$$
#
# In the lecture $N = 4$ and $D = K = 3$. It then gives a chain rule for $O$ by $W$: three factors
# multiplied entry by entry, with a result of the shape of $W$. **This rule is wrong**, and in
# section 8 you say why. For now: $O$ is not one number. What training needs is the gradient of a
# loss $L$, which is one number, and for it you are given `dO`, the gradient of $L$ by each entry
# of $O$. Go back one step at a time:
#
# - *average*: by how much does $O_n$ move, when one $V_{nk}$ moves by a little?
# - *sigmoid*: entry by entry, with the slope at $U$;
# - *product*: section 3.

# %% grade_id="house"
def house_forward(X, W):
    """The predictions O (N,) of the house network. X is (N, D), W is (D, K), input first."""
    # YOUR CODE HERE
    raise NotImplementedError()


def house_gradient(X, W, dO):
    """The gradient of L by W, (D, K). X is (N, D), W is (D, K); dO (N,) is the gradient by O."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %% grade_id="check_house"
X, W = np.array([[1.0, 0.0], [2.0, 0.0]]), np.array([[0.0, np.log(3), 0.0], [1.0, 2.0, 3.0]])
got = house_forward(X, W)
assert np.shape(got) == (2,), "one prediction for each house"
assert np.allclose(got, [1.75 / 3, 1.9 / 3]), "the sigmoids are 1/2, 3/4, 1/2 and 1/2, 9/10, 1/2"
got = house_gradient(X, W, np.array([1.0, 10.0]))
assert np.shape(got) == (2, 3), "dW has the shape of W"
assert np.allclose(got[1], [0, 0, 0]), "the second feature of these houses is 0"
assert np.allclose(got[0, [0, 2]], [1.75, 1.75]), "both slopes are 1/4"
assert np.allclose(got[0, 1], 0.6625), "the slopes are 3/16 and 9/100"

# %% [markdown]
# *Try it:* the rule of the slides against your gradient and the measured one. With 3 houses of 3
# features all shapes fit. Give `X` a fourth row, as in the lecture: then the rule gives the shape
# $(4, 3)$, which is not that of $W$.

# %%
@attempt
def house_rules():
    """Prints the gradient by W three times: by the rule of the slides, exact, and measured."""
    X = np.array([[1.2, 0.3, 0.2], [0.6, 0.2, 0.1], [2.0, 0.4, 0.3]])
    W = np.array([[0.5, -0.4, 0.3], [0.1, 0.6, -0.7], [-0.2, 0.8, 0.9]])

    def total(X, W):
        return np.array([house_forward(X, W).sum()])  # the loss: simply the sum of O

    def measure(function, at):  # the large step does no harm, and works with float32 too
        slopes = numeric_jacobian(lambda v: function(v.reshape(at.shape)), at.ravel(), 1e-2)
        return np.asarray(slopes).reshape(at.shape)

    # U is X W, and U times the identity is U: so the network can be entered at U.
    dU = measure(lambda U: total(U, np.eye(3)), X @ W)
    dW = measure(lambda W: total(X, W), W)
    print("X and dU entry by entry:", (X * dU).round(3), sep="\n")
    print("yours:", house_gradient(X, W, np.ones(len(X))).round(3), sep="\n")
    print("measured:", dW.round(3), sep="\n")

# %% [markdown]
# ## 6. All gradients of a network
#
# Now the networks of section 1, with one example. Let $\delta^{[l]} = \partial L / \partial
# z^{[l]}$, a vector with one entry for each neuron of layer $l$.
#
# **The last layer.** For each output, the derivative of the cross-entropy by $\hat y$ is
# $-y / \hat y + (1 - y) / (1 - \hat y)$, and the slope of the sigmoid is $\hat y (1 - \hat y)$. In
# the product, the slope cancels:
#
# $$\delta = \hat y - y.$$
#
# So the further off the answer, the further $\delta$ is from 0, and a net that is confident and
# wrong learns fastest: with $z = -6$ and $y = 1$, $\delta$ is $-0.9975$. (One slide says the
# opposite. It is true of the squared error $\frac12 (\hat y - y)^2$, where the slope stays and
# $\delta$ is $-0.0025$.)
#
# **The parameters of a layer.** $z_j = \sum_k W_{jk}\,a_k + b_j$, where $a$ is what came *into* the
# layer. By how much does $z_j$ move with $W_{jk}$, and with $b_j$?
#
# **The layer before.** $a_k$ goes into *all* the $z_j$ of the next layer, so its gradient is the
# sum over these paths, $\sum_j \delta_j W_{jk}$. Which matrix product is this? From $a_k$ to its
# own $z_k$ it is one more slope.
#
# **Two traps.** A lecture's algorithm for $r$ layers runs its loop from $r - 1$ down to 1 and
# gives, in each round, the gradients of the layer *after*. So it never reaches those of the first
# layer; yours must. And all gradients belong to the weights with which the forward pass was made:
# changing a layer before its $\delta$ has gone through it gives something else.

# %% grade_id="backward"
def backward(layers, x, passed, y):
    """The gradients of the cross-entropy: a list with one pair (dW, db) for each layer.

    layers, x and the result are ordered as in section 1: first layer first. passed is what
    forward(layers, x) gives, a list of pairs (z, a). y is (K,), for K outputs. dW has the shape of
    W, (out, in), and db that of b, (out,).
    """
    # YOUR CODE HERE
    raise NotImplementedError()

# %% grade_id="check_backward"
W, b = np.array([[4.0, 10.0], [2.0, -5.0]]), np.array([-10.0, 3 + np.log(3)])
z, a = np.array([0.0, np.log(4)]), np.array([0.5, 0.8])
got = backward(
    [(np.zeros((2, 1)), z), (W, b)],
    np.array([3.0]),
    [(z, a), (np.array([0.0, np.log(3)]), np.array([0.5, 0.75]))],
    np.array([0.0, 1.0]),
)
assert len(got) == 2, "one pair for each layer"
assert np.shape(got[1][0]) == (2, 2), "dW has the shape of W"
assert np.allclose(got[1][0], [[0.25, 0.4], [-0.125, -0.2]]), "dW of the last layer"
assert np.allclose(got[1][1], [0.5, -0.25]), "db of the last layer"
assert np.shape(got[0][1]) == (2,), "db has the shape of b"
assert np.allclose(got[0][1], [0.375, 1.0]), "db of the first layer: 1.5 / 4 and 6.25 * 0.16"
assert np.allclose(got[0][0], [[1.125], [3.0]]), "dW of the first layer"

# %% [markdown]
# *Try it:* the 17 gradients of the worked network. Compare them with the slides, where the last
# printed digit is now and then off by one, because it was computed from rounded numbers.
#
# From layer to layer towards the input, these gradients shrink: each step back multiplies by a
# slope of at most 1/4, and by weights below 1. The lecture concludes that the first layer has the
# smallest ones. On average it has. But is it true number by number? Compare layers 1 and 2.

# %%
@attempt
def worked_backward():
    """Prints the gradients of the worked network."""
    passed = forward(WORKED, WORKED_X)
    gradients = backward(WORKED, WORKED_X, passed, WORKED_Y)
    for number, (dW, db) in enumerate(gradients, start=1):
        print(f"layer {number}:", "dW =", dW.round(5).tolist(), " db =", db.round(5).tolist())

# %% [markdown]
# ## 7. The update, and a table to check
#
# Gradient descent takes one step against the gradient, with all parameters at once:
# $W \leftarrow W - \eta\,dW$ and $b \leftarrow b - \eta\,db$. The arrow is not an excuse for `-=`:
# it would change the arrays of whoever called you. Give back new ones.
#
# With $\eta = 0.1$ and the parameters of the worked network after this step, the lecture goes
# through the forward pass once more. It prints, among others:
#
# | row | number | printed |
# |---|---|---|
# | `'A'` | $a_2^{[1]}$ | 0.5991 |
# | `'B'` | $z_1^{[2]}$ | 0.4785 |
# | `'C'` | $a_1^{[2]}$ | 0.6147 |
# | `'D'` | $a_3^{[2]}$ | 0.6089 |
# | `'E'` | $z^{[3]}$ | 1.2794 |
# | `'F'` | $\hat y$ | 0.7862 |
# | `'G'` | the new loss | 0.2455 |
# | `'H'` | by how much the loss has become smaller | 0.0108 |
#
# Some of these are wrong by more than rounding. Which, and what is right? Use your functions. Each
# row is judged by itself: the lecture prints some numbers twice, once right and once wrong, and a
# wrong one need not spoil the rows that follow.

# %% grade_id="update"
def update(layers, gradients, eta):
    """The layers after one step of gradient descent: a new list of pairs (W, b).

    gradients is a list of pairs (dW, db), one for each layer; eta is a number.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


def misprints():
    """The rows of the table that are wrong: a dictionary from row to the right number.

    Rows are letters such as 'A', numbers have at least four decimal places, rounded or cut off.
    Write them down; they need not be computed here.
    """
    # YOUR CODE HERE
    raise NotImplementedError()

# %% grade_id="check_update"
W, b = np.array([[1.0, 2.0]]), np.array([3.0])
got = update([(W, b)], [(np.array([[10.0, -10.0]]), np.array([4.0]))], 0.5)
assert np.allclose(got[0][0], [[-4, 7]]), "the weights"
assert np.allclose(got[0][1], [1]), "the bias"
assert np.allclose(W, [[1, 2]]), "the old weights are as they were"
assert isinstance(misprints(), dict), "a dictionary"
assert set(misprints()) <= set("ABCDEFGH"), "its keys are rows of the table"

# %% [markdown]
# *Try it:* one step, and the forward pass after it.

# %%
@attempt
def second_pass():
    """Prints the forward pass of the worked network after one update."""
    gradients = backward(WORKED, WORKED_X, forward(WORKED, WORKED_X), WORKED_Y)
    passed = forward(update(WORKED, gradients, 0.1), WORKED_X)
    for number, (z, a) in enumerate(passed, start=1):
        print(f"layer {number}:  z = {z.round(4)}  a = {a.round(4)}")
    print("loss:", round(float(cross_entropy(passed[-1][1], WORKED_Y)), 4))

# %% [markdown]
# ## 8. In your own words
#
# For the house network the slides state, with $\odot$ entry by entry and "should be the same shape
# as $W$":
#
# $$\frac{\partial O}{\partial W} = \frac{\partial U}{\partial W} \odot
# \frac{\partial V}{\partial U} \odot \frac{\partial O}{\partial V}.$$
#
# Explain in a few sentences:
#
# 1. With $N$ houses, $D$ features and $K$ neurons, how many derivatives does
#    $\partial O / \partial W$ consist of? Why can it not have the shape of $W$, and for which
#    quantity is there a gradient of this shape?
# 2. The rule has two products. When the gradient of a loss goes back, one of them is right entry by
#    entry: which, and why? What must stand in place of the other, and over what does it sum?
# 3. A friend tries the rule on 3 houses with 3 features and 3 neurons, sees that all shapes fit,
#    and believes it. What hides the mistake here, and which two tests would show it?

# %% [markdown] grade_id="element_wise"
# YOUR ANSWER HERE
