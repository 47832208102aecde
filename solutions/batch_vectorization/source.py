# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From one example to a batch
#
# Backpropagation is usually derived for a single example. Training uses many, and the obvious way
# is a loop: one example after the other, gradients added up. It is right, and for a small network
# it is slow, because most of the time goes into Python itself and little of it into arithmetic. In
# this notebook you write the pass for one example, for a network of any depth, and then replace the
# loop over examples by a few products of matrices that give the same numbers.
#
# **How to work.** Fill in the cells that say `YOUR CODE HERE`, from top to bottom. After them you
# find cells with a few checks: no output means that they pass. They are only a first look; the
# hidden tests that give the points use other numbers, other shapes and other depths. Cells marked
# *try it* are yours to change and are not graded. When you have changed something further up, use
# *Run All*. Each question is judged by itself: the hidden tests give your functions what they need
# as arguments, so a mistake in one section does not spread to the next. Plan two to three hours.
#
# **Notation.** $N$ examples, $D$ features of each, $K$ outputs of a layer or of the network.
# A network has $r$ layers. Layer $l$ (counted from 1) has the weights $W^{[l]}$, one *row* for each
# of its neurons and one column for each of its inputs, and the biases $b^{[l]}$:
#
# $$z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}, \qquad a^{[l]} = g(z^{[l]}), \qquad a^{[0]} = x.$$
#
# $g$ is the *activation*, the same in all layers but the last. The last layer has none:
# $a^{[r]} = z^{[r]}$ is the output $\hat y$. The loss of one example is $L = \frac12 \sum_j (\hat
# y_j - y_j)^2$, and $\delta^{[l]} = \partial L / \partial z^{[l]}$. Small letters are vectors of
# one example; the capitals $X$, $Z$, $A$, $\hat Y$, $Y$, $\Delta$ hold the same for a whole batch.
# $\odot$ multiplies element by element.
#
# | here | elsewhere in the lectures |
# |---|---|
# | $N$ examples | $n$; and $N^{[l]}$ is a number of neurons |
# | $D$ features, $K$ outputs | $d$ and $m$, or $N^{[0]}$ and $N^{[1]}$ |
# | $l$, the number of a layer | $k$ |
# | $L$, the loss | $J$ |
# | $\hat y$ | $o$, $O$, $A^{[2]}$ |
# | $W$ of shape (outputs, inputs) | the same; (inputs, outputs) in the house network |
# | $\eta$, the learning rate | $\alpha$ |
#
# In Python the layers are a list of pairs, `params = [(W1, b1), ..., (Wr, br)]`, where each `W` has
# shape (outputs, inputs) and each `b` has shape (outputs,). Python counts from 0, so layer $l$ is
# `params[l - 1]`. All arrays that you are given hold floats; what you give back may be single or
# double precision. Where a list or a pair is wanted, a tuple or a namedtuple is as good. A loss is
# one number, not an array of shape `(1,)`.
#
# The next cell holds what you are given: the activations with their derivatives, and the forward
# pass of *one* example.

# %%
import builtins
import sys
import time

import numpy as np


def activate(activation, z):
    """g(z) of each entry of z, an array of any shape; activation is its name."""
    if activation == "relu":
        return np.maximum(z, 0)
    if activation == "tanh":
        return np.tanh(z)
    if activation == "sigmoid":
        return 1 / (1 + np.exp(-z))
    raise ValueError(f"the activation is 'relu', 'tanh' or 'sigmoid', not {activation!r}")


def slope(activation, z):
    """g'(z) of each entry of z, in the shape of z. It wants z itself, not g(z). relu'(0) is 0."""
    if activation == "relu":
        return np.where(z > 0, 1.0, 0.0)
    g = activate(activation, z)
    return 1 - g**2 if activation == "tanh" else g * (1 - g)


def forward_one(params, x, activation):
    """One example x, of shape (D,), through all layers.

    Gives two lists: zs = [z1, ..., zr] and activations = [x, a1, ..., ar], where ar is zr, the
    output. So activations[l] is what layer l gives, and activations[0] is what goes in.
    """
    zs, activations = [], [x]
    for W, b in params:
        z = W @ activations[-1] + b
        zs.append(z)
        is_last = len(zs) == len(params)
        activations.append(z if is_last else activate(activation, z))
    return zs, activations


def random_network(sizes, seed=0):
    """A network with random weights: sizes [2, 8, 1] has 2 inputs, 8 hidden neurons, 1 output."""
    rng = np.random.default_rng(seed)
    shapes = [(sizes[i + 1], sizes[i]) for i in range(len(sizes) - 1)]
    return [(rng.normal(size=shape), rng.normal(size=shape[0])) for shape in shapes]


def attempt(experiment):
    """Runs an experiment at once; says so when a cell that it needs is still empty."""
    try:
        experiment()
    except NotImplementedError:
        print("Not yet: this needs a cell that says YOUR CODE HERE. Fill it in and come back.")


# %% [markdown]
# ## 1. Rows or columns
#
# A batch of $N$ examples can be written down in two ways. The lectures use both.
#
# | | examples are **rows** | examples are **columns** |
# |---|---|---|
# | `X` | $(N, D)$ | $(D, N)$ |
# | `W` | $(K, D)$ | $(K, D)$, the same |
# | `b` | $(K,)$ | $(K, 1)$ |
# | one layer | $Z = X W^T + b$ | $Z = W X + b$ |
# | `Z` | $(N, K)$ | $(K, N)$ |
#
# Columns look like the formula for one example, $z = Wx + b$, with the vectors side by side. Rows
# are how files and libraries store data, and what the rest of this course uses. Both say the same:
# transpose the one and you have the other, $(WX + b)^T = X^T W^T + b^T$.
#
# **Where is the transpose?** One page of the lectures writes the rows as $Z = XW + b$, with the $W$
# of the columns. The shapes $(N, D)$ and $(K, D)$ do not fit: it must be $X W^T$. (Where a text
# keeps its weights as (inputs, outputs), as in the house network, $XW$ is right, and its $W$ is our
# $W^T$.) Another page has $Z = AW + B$ above and $Z = AW^T + B$ in the box; the box is right. Its
# $B$ is $b$ written in each of the $N$ rows.
#
# **The bias.** You need not build $B$, because NumPy repeats an axis that is missing or has length
# 1. This is called *broadcasting*, and it lines shapes up from the *right*:
#
# - $(N, K) + (K,)$: the missing axis is added on the left, so each *row* gets $b$. Right for rows.
# - $(K, N) + (K, 1)$: the axis of length 1 is repeated, so each *column* gets $b$. Right for
#   columns.
# - $(K, N) + (K,)$: now the $K$ biases meet the $N$ examples. For most $N$ that is an error. If
#   $N = K$ there is no error, and the result is **wrong**.
#
# So a wrong shape is a friend: it speaks up. The dangerous batch is the one where $N$, $D$ and $K$
# happen to be equal, and any transpose fits. Try your functions on shapes that are all different,
# and then, against numbers that you know, on a square.
#
# **Transposing is not reshaping.** Both turn the shape $(2, 3)$ into $(3, 2)$. But
# $\begin{pmatrix}1&2&3\\4&5&6\end{pmatrix}$ transposed has the rows $1, 4$ and $2, 5$ and $3, 6$,
# and reshaped it has the rows $1, 2$ and $3, 4$ and $5, 6$, which tears the examples apart.


# %% solution="layouts"
def to_columns(X):
    """The batch X (N, D), one example in each row, as (D, N), one example in each column."""
    ### BEGIN SOLUTION
    return X.T
    ### END SOLUTION


def bias_column(b):
    """The biases b (K,) as (K, 1), the shape that the layout with columns needs."""
    ### BEGIN SOLUTION
    return b[:, np.newaxis]
    ### END SOLUTION


def layer_rows(X, W, b):
    """Z (N, K) of one layer without activation, examples as rows.

    X is (N, D), W is (K, D), b is (K,).
    """
    ### BEGIN SOLUTION
    return X @ W.T + b
    ### END SOLUTION


def layer_columns(X, W, b):
    """Z (K, N) of one layer without activation, examples as columns.

    X is (D, N), W is (K, D), b is (K, 1): it comes as a column already.
    """
    ### BEGIN SOLUTION
    return W @ X + b
    ### END SOLUTION


# %% check="layouts"
X = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
assert to_columns(X).shape == (3, 2), "two examples with three features each, as columns"
assert np.allclose(to_columns(X)[:, 0], [1, 2, 3]), "the first column is the first example"
assert bias_column(np.array([7.0, 8.0])).shape == (2, 1), "two biases as a column"
assert np.allclose(bias_column(np.array([7.0, 8.0])), [[7], [8]]), "the biases, in their order"
X, b = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 2.0])
W = np.array([[1.0, 10.0], [0.0, 1.0]])
assert np.allclose(layer_rows(X, W, b), [[22, 4], [44, 6]]), "rows, N = D = K = 2"
assert np.allclose(layer_columns(X.T, W, b[:, None]), [[22, 44], [4, 6]]), "columns, the same layer"
X, W, b = np.ones((4, 3)), np.ones((2, 3)), np.array([0.5, -0.5])
assert layer_rows(X, W, b).shape == (4, 2), "rows: (N, K)"
assert layer_columns(X.T, W, b[:, None]).shape == (2, 4), "columns: (K, N)"

# %% [markdown]
# ## 2. One example, down to layer 1
#
# Before the batch, the pass that it has to agree with. The chain rule, layer by layer:
#
# - at the output $\delta^{[r]} = \hat y - y$, the derivative of
#   $\frac12 \sum_j (\hat y_j - y_j)^2$;
# - from a layer to the one below
#   $\delta^{[l]} = \big(W^{[l+1]T} \delta^{[l+1]}\big) \odot g'(z^{[l]})$;
# - and for **every** layer $\dfrac{\partial L}{\partial W^{[l]}} = \delta^{[l]} a^{[l-1]T}$ and
#   $\dfrac{\partial L}{\partial b^{[l]}} = \delta^{[l]}$.
#
# The lectures put this into a loop (their Algorithm 2; here with our letters):
#
#     delta[r] = z[r] - y
#     for l = r-1, ..., 1:
#         delta[l] = (W[l+1]^T delta[l+1]) * g'(z[l])
#         dW[l+1]  = delta[l+1] a[l]^T
#         db[l+1]  = delta[l+1]
#
# Follow it for $r = 3$. The loop runs for $l = 2$ and for $l = 1$. Which gradients has it written
# down at the end? Only those of layers 3 and 2: $\delta^{[1]}$ is computed, but the gradients of
# **layer 1 are missing**. (With $r = 1$ the loop does not run at all.) They need $a^{[0]}$, which
# that page never defines: it is the input $x$. Your version has to give the gradients of all
# layers.
#
# Two details that are often missed:
#
# - $g'$ is taken at $z$, not at $a$. For ReLU both give the same, since $a > 0$ exactly where
#   $z > 0$; for tanh and sigmoid they do not. A formula such as $a (1 - a)$ does take $a$: it *is*
#   $\sigma'(z)$, rewritten.
# - $\delta a^T$ is a column times a row, an *outer* product, of the shape of $W$. For two
#   1-dimensional arrays `u @ v` would give a single number; `np.outer(u, v)` gives the matrix.
#
# You may use `forward_one`. In its lists, $z^{[l]}$ is `zs[l - 1]` and $a^{[l]}$ is
# `activations[l]`.


# %% solution="one_example"
def backward_one(params, x, y, activation):
    """The gradients of L = 1/2 sum (output - y)^2 for one example, for all layers.

    x is (D,), y is (K,), activation is the name of g. Gives the list [(dW1, db1), ..., (dWr, dbr)]
    in the order of params, each in the shape of what it belongs to: dW (outputs, inputs), db
    (outputs,).
    """
    ### BEGIN SOLUTION
    zs, activations = forward_one(params, x, activation)
    delta = activations[-1] - y
    gradients = []
    for i in reversed(range(len(params))):
        gradients.insert(0, (np.outer(delta, activations[i]), delta))
        if i > 0:
            delta = (params[i][0].T @ delta) * slope(activation, zs[i - 1])
    return gradients
    ### END SOLUTION


# %% check="one_example"
params = [
    (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([0.5, -0.5, 0.0])),
    (np.array([[1.0, 2.0, 3.0]]), np.array([1.0])),
]
grads = backward_one(params, np.array([2.0, -1.0]), np.array([5.0]), "relu")
assert len(grads) == 2, "one pair for each layer, layer 1 included"
assert np.allclose(grads[1][0], [[3.75, 0, 1.5]]), "dW of layer 2: output - y is 1.5"
assert np.allclose(grads[1][1], [1.5]), "db of layer 2"
assert np.allclose(grads[0][0], [[3, -1.5], [0, 0], [9, -4.5]]), "dW of layer 1"
assert np.allclose(grads[0][1], [1.5, 0, 4.5]), "db of layer 1"
params = [
    (np.array([[1.0], [2.0]]), np.zeros(2)),
    (np.array([[1.0, 3.0], [0.0, 1.0]]), np.zeros(2)),
    (np.array([[1.0, 2.0]]), np.zeros(1)),
]
grads = backward_one(params, np.array([1.0]), np.array([10.0]), "relu")
assert len(grads) == 3, "three layers"
assert np.allclose(grads[2][0], [[7, 2]]), "three layers, dW of layer 3"
assert np.allclose(grads[1][0], [[1, 2], [2, 4]]), "three layers, dW of layer 2"
assert np.allclose(grads[0][0], [[1], [5]]), "three layers, dW of layer 1"
params = [(np.array([[2.0, 1.0]]), np.zeros(1))]
grads = backward_one(params, np.array([1.0, 3.0]), np.array([1.0]), "relu")
assert np.allclose(grads[0][0], [[4, 12]]), "one layer alone"
a1 = np.tanh(0.5)
params = [(np.array([[0.5]]), np.zeros(1)), (np.array([[2.0]]), np.zeros(1))]
grads = backward_one(params, np.array([1.0]), np.array([0.0]), "tanh")
assert np.allclose(grads[1][1], [2 * a1]), "tanh, db of layer 2: the output"
assert np.allclose(grads[0][1], [4 * a1 * (1 - a1**2)]), "tanh, db of layer 1: g' at z = 0.5"

# %% [markdown]
# *Try it:* is each gradient the slope that one measures? Here an entry of `W1` is nudged up and
# down. Change the entry, the activation, the sizes.


# %% scratch="measure"
@attempt
def measure():
    """Compares one entry of the first layer's gradient with the measured slope."""
    params, x, y = random_network([3, 4, 4, 2]), np.array([0.5, -1.0, 2.0]), np.array([1.0, 0.0])
    dW = backward_one(params, x, y, "tanh")[0][0]

    def loss(nudge):
        W = params[0][0].copy()
        W[2, 1] += nudge
        output = forward_one([(W, params[0][1]), *params[1:]], x, "tanh")[1][-1]
        return np.sum((output - y) ** 2) / 2

    print("backward_one:", dW[2, 1], "  measured:", (loss(1e-5) - loss(-1e-5)) / 2e-5)


# %% [markdown]
# ## 3. Forward, all examples at once
#
# From here on examples are rows. With a loop, the forward pass of a batch would be
# `forward_one` for each row of `X`. Without a loop it is the same few lines as for one example,
# with matrices in place of vectors:
#
# $$Z^{[l]} = A^{[l-1]} W^{[l]T} + b^{[l]}, \qquad A^{[l]} = g(Z^{[l]}), \qquad A^{[0]} = X,
# \qquad A^{[r]} = Z^{[r]}.$$
#
# Row $i$ of each matrix is what `forward_one` gives for row $i$ of `X`. Nothing is added up over
# examples here: each stays in its row.
#
# The backward pass will need all $Z$ and all $A$, so the function gives both. The $Z$ must be the
# values *before* the activation, so do not let an activation write over them.
#
# Write the formulas out with NumPy here, rather than call `layer_rows`: then a mistake there costs
# nothing here.
#
# **The rule from here on: operations on whole arrays, and no loop over examples in Python.** It
# holds for `forward_batch`, `batch_loss`, `loss_gradient` and `backward_batch`. It is a question of
# its own: section 6 tells how the steps are counted, and what the limit is.
#
# - A loop over *layers* is fine: there are few of them, and each needs the one before. So is any
#   other loop whose number of rounds does not depend on $N$.
# - A loop over examples stays one where you do not see it. A comprehension over the rows is a loop.
#   So are the built-in `sum`, `map` and their like (`filter`, `functools.reduce`,
#   `itertools.starmap`) when they walk through the rows: `sum(delta)` takes them one by one, and
#   `delta.sum(axis=0)` is a single step for Python.
# - `np.vectorize`, `np.frompyfunc`, `np.fromiter`, `np.apply_along_axis` and arrays of objects look
#   like operations on arrays, but run Python for each row or entry. They are refused here, whatever
#   they are used for, and so is `np.apply_over_axes`.
#
# Sections 1 and 2 are free: loops are welcome there.


# %% solution="forward"
def forward_batch(params, X, activation):
    """A batch X (N, D), one example in each row, through all layers.

    Gives two lists, as a pair: Zs = [Z1, ..., Zr] and As = [X, A1, ..., Ar], where Ar equals Zr.
    Z and A of a layer have the shape (N, outputs of that layer). Works for any number of layers
    from 1 on.
    """
    ### BEGIN SOLUTION
    Zs, As = [], [X]
    for W, b in params:
        Z = As[-1] @ W.T + b
        Zs.append(Z)
        As.append(Z if len(Zs) == len(params) else activate(activation, Z))
    return Zs, As
    ### END SOLUTION


# %% [markdown]
# The first checks use the network that computes XOR in the lectures. Its $W^{[1]}$ is all ones;
# some of their pages print it with wrong signs.

# %% check="forward"
X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
params = [
    (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0])),
    (np.array([[1.0, -2.0]]), np.array([0.0])),
]
Zs, As = forward_batch(params, X, "relu")
assert len(Zs) == 2, "Z1 and Z2"
assert len(As) == 3, "X, A1 and A2"
assert np.allclose(Zs[0], [[0, -1], [1, 0], [1, 0], [2, 1]]), "Z1, before the activation"
assert np.allclose(As[1], [[0, 0], [1, 0], [1, 0], [2, 1]]), "A1, after the activation"
assert np.allclose(As[2], [[0], [1], [1], [0]]), "the output is XOR"
assert np.allclose(As[0], X), "A0 is the input"
Zs, As = forward_batch(params, X, "tanh")
assert np.allclose(As[1][3], [np.tanh(2), np.tanh(1)]), "tanh, A1 of the last example"
Zs, As = forward_batch([(np.array([[1.0, -2.0]]), np.zeros(1))], X, "relu")
assert np.allclose(As[1], [[0], [-2], [1], [-1]]), "one layer alone: the last has no activation"
params = [
    (np.array([[1.0], [2.0]]), np.zeros(2)),
    (np.array([[1.0, 3.0], [0.0, 1.0]]), np.array([0.0, -3.0])),
    (np.array([[1.0, 2.0]]), np.zeros(1)),
]
Zs, As = forward_batch(params, np.array([[1.0], [2.0]]), "relu")
assert np.allclose(Zs[1], [[7, -1], [14, 1]]), "three layers, Z2"
assert np.allclose(As[2], [[7, 0], [14, 1]]), "three layers, A2"
assert np.allclose(As[3], [[7], [16]]), "three layers, the output"

# %% [markdown]
# ## 4. The loss of a batch
#
# The loss of a batch is made of the losses of its examples, $L_i = \frac12 \sum_j (\hat y_{ij} -
# y_{ij})^2$. There are two ways:
#
# $$L_{\text{sum}} = \sum_{i=1}^N L_i \qquad \text{or} \qquad L_{\text{mean}} = \frac1N \sum_{i=1}^N
# L_i .$$
#
# The lectures name both, define the loss as the mean, and then compute the gradients of the sum. It
# matters which one you mean: the gradient of the mean is the gradient of the sum, divided by $N$.
#
# $$\frac{\partial L_{\text{sum}}}{\partial \hat Y} = \hat Y - Y, \qquad
# \frac{\partial L_{\text{mean}}}{\partial \hat Y} = \frac1N (\hat Y - Y).$$
#
# The mean is over the $N$ examples. The $K$ outputs of one example are *summed*, so do not divide
# by $N K$: with $K > 1$, `np.mean` over everything is not this loss.
#
# **Targets without an axis.** With one output per example people often keep the targets as
# `(N,)`. The outputs are $(N, 1)$, and broadcasting makes of `(N, 1) - (N,)` an array of shape
# $(N, N)$: every output minus every target. No error, just a wrong number. Your functions must
# accept targets of shape (N, K) and, if $K = 1$, of shape (N,) as well.


# %% scratch="every_pair"
outputs, targets = np.array([[1.0], [2.0], [3.0]]), np.array([1.0, 2.0, 3.0])
print("All three outputs are right, but outputs - targets is")
print(outputs - targets)


# %% solution="loss"
def batch_loss(outputs, targets, reduction):
    """The loss of a batch, as one number; reduction is 'sum' or 'mean' (over the N examples).

    outputs is (N, K). targets is (N, K), or (N,) if K is 1. reduction is never anything else.
    """
    ### BEGIN SOLUTION
    total = np.sum((outputs - targets.reshape(outputs.shape)) ** 2) / 2
    return total / len(outputs) if reduction == "mean" else total
    ### END SOLUTION


def loss_gradient(outputs, targets, reduction):
    """The gradient of batch_loss by outputs: an array of shape (N, K).

    outputs is (N, K). targets is (N, K), or (N,) if K is 1. reduction is 'sum' or 'mean'.
    """
    ### BEGIN SOLUTION
    difference = outputs - targets.reshape(outputs.shape)
    return difference / len(outputs) if reduction == "mean" else difference
    ### END SOLUTION


# %% check="loss"
outputs = np.array([[1.0, 2.0], [3.0, 5.0], [0.0, 1.0]])
targets = np.array([[0.0, 2.0], [3.0, 1.0], [0.0, 0.0]])
difference = np.array([[1, 0], [0, 4], [0, 1]])
assert np.isclose(batch_loss(outputs, targets, "sum"), 9), "(1 + 16 + 1) / 2"
assert np.ndim(batch_loss(outputs, targets, "sum")) == 0, "one number, not an array of shape (1,)"
assert np.isclose(batch_loss(outputs, targets, "mean"), 3), "the same over three examples"
assert np.allclose(loss_gradient(outputs, targets, "sum"), difference), "by the outputs, sum"
assert np.allclose(loss_gradient(outputs, targets, "mean"), difference / 3), "and mean"
outputs, targets = np.array([[1.0], [2.0], [3.0]]), np.array([1.0, 2.0, 5.0])
assert np.isclose(batch_loss(outputs, targets, "sum"), 2), "targets of shape (N,), sum"
assert np.isclose(batch_loss(outputs, targets, "mean"), 2 / 3), "targets of shape (N,), mean"
assert loss_gradient(outputs, targets, "mean").shape == (3, 1), "the shape of the outputs"
assert np.allclose(loss_gradient(outputs, targets, "sum"), [[0], [0], [-2]]), "shape (N,), sum"
assert np.allclose(loss_gradient(outputs, targets, "mean"), [[0], [0], [-2 / 3]]), "and mean"

# %% [markdown]
# ## 5. Backward, all examples at once
#
# The loop over examples would be this: for each example $i$ compute its $\delta^{[l]}_i$ and its
# $\delta^{[l]}_i a^{[l-1]T}_i$, and add these up. The gradient of a sum is the sum of the
# gradients.
# Now collect the $\delta^{[l]}_i$ of one layer as the rows of a matrix $\Delta^{[l]}$, of shape
# (N, outputs of layer $l$), and look at each step of the loop:
#
# - *Going back* treats each example by itself, so it stays a matter of rows. $W^T \delta$, written
#   as a row, is $\delta^T W$: there is no transpose on $W$ any more.
#
#   $$\Delta^{[l]} = \big(\Delta^{[l+1]} W^{[l+1]}\big) \odot g'(Z^{[l]})$$
#
# - *The weights.* The sum over $i$ of outer products is itself a product of matrices, because the
#   entry $(j, k)$ of $\Delta^T A$ is $\sum_i \Delta_{ij} A_{ik}$. The axis that disappears is
#   that of the examples.
#
#   $$\frac{\partial L}{\partial W^{[l]}} = \sum_i \delta^{[l]}_i a^{[l-1]T}_i =
#   \Delta^{[l]T} A^{[l-1]}$$
#
# - *The biases.* One $b$ serves all examples, so each of them contributes: add up the rows of
#   $\Delta$. The result has the shape $(K,)$ of $b$.
#
#   $$\frac{\partial L}{\partial b^{[l]}} = \sum_i \delta^{[l]}_i$$
#
# | | one example | rows | columns |
# |---|---|---|---|
# | going back | $W^T \delta$ | $\Delta W$ | $W^T \Delta$ |
# | weights | $\delta a^T$ | $\Delta^T A$ | $\Delta A^T$ |
# | biases | $\delta$ | add up the rows of $\Delta$ | add up the columns of $\Delta$ |
#
# All of it is the rule for products: for $Z = P Q$ and $G = \partial L / \partial Z$,
#
# $$\frac{\partial L}{\partial P} = G Q^T, \qquad \frac{\partial L}{\partial Q} = P^T G.$$
#
# (One page of the lectures has the transpose of the first on the wrong factor; the shapes tell.)
# The gradient of a weight matrix is always a product of matrices, with the sum over examples inside
# it. Where a page multiplies element by element to get it, the result has not even the shape of
# $W$, unless $N$ happens to fit.
#
# **Where is the 1/N?** It is in $\Delta^{[r]}$ already. `loss_gradient` has divided by $N$ if the
# loss is a mean, and everything below is linear in $\Delta^{[r]}$. So the backward pass only
# *sums*; to divide here again would be wrong. It knows neither loss nor reduction: with sigmoid
# outputs and cross-entropy, as in the lectures, $\Delta^{[r]}$ is also output minus target, over
# $N$ for the mean, and the rest does not change.
#
# The function gets what the forward pass has kept, `Zs` and `As` in the form of section 3 (they
# always fit together), and `delta`, which is $\Delta^{[r]}$. Take the whole batch at once: parts
# are for section 8.


# %% solution="backward"
def backward_batch(params, Zs, As, delta, activation):
    """The gradients of the loss of a batch, for all layers.

    Zs = [Z1, ..., Zr] and As = [X, A1, ..., Ar] are as forward_batch gives them. delta (N, K) is
    the gradient of the loss by Zr, with the 1/N of a mean already in it. Gives the list
    [(dW1, db1), ..., (dWr, dbr)], summed over the examples: dW (outputs, inputs), db (outputs,).
    """
    ### BEGIN SOLUTION
    gradients = []
    for i in reversed(range(len(params))):
        gradients.insert(0, (delta.T @ As[i], delta.sum(axis=0)))
        if i > 0:
            delta = (delta @ params[i][0]) * slope(activation, Zs[i - 1])
    return gradients
    ### END SOLUTION


# %% check="backward"
X = np.array([[2.0, -1.0], [0.0, 1.0], [1.0, 1.0]])
params = [
    (np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]]), np.array([0.5, -0.5, 0.0])),
    (np.array([[1.0, 2.0, 3.0]]), np.array([1.0])),
]
Zs = [np.array([[2.5, -1.5, 1], [0.5, 0.5, 1], [1.5, 0.5, 2]]), np.array([[6.5], [5.5], [9.5]])]
As = [X, np.array([[2.5, 0, 1], [0.5, 0.5, 1], [1.5, 0.5, 2]]), Zs[1]]
grads = backward_batch(params, Zs, As, np.array([[1.5], [0.5], [-1.0]]), "relu")
assert len(grads) == 2, "one pair for each layer"
assert np.allclose(grads[1][0], [[2.5, -0.25, 0]]), "dW of layer 2"
assert grads[1][1].shape == (1,), "db of layer 2 has the shape of b"
assert np.allclose(grads[1][1], [1]), "db of layer 2: a sum over three examples"
assert np.allclose(grads[0][0], [[2, -2], [-2, -1], [6, -6]]), "dW of layer 1"
assert np.allclose(grads[0][1], [1, -1, 3]), "db of layer 1"
X = np.array([[1.0], [2.0]])
params = [
    (np.array([[1.0], [2.0]]), np.zeros(2)),
    (np.array([[1.0, 3.0], [0.0, 1.0]]), np.zeros(2)),
    (np.array([[1.0, 2.0]]), np.zeros(1)),
]
Zs = [np.array([[1.0, 2.0], [2.0, 4.0]]), np.array([[7.0, 2.0], [14.0, 4.0]]), 11 * X]
grads = backward_batch(params, Zs, [X, *Zs], np.array([[1.0], [2.0]]), "relu")
assert len(grads) == 3, "three layers"
assert np.allclose(grads[2][0], [[35, 10]]), "three layers, dW of layer 3"
assert np.allclose(grads[1][0], [[5, 10], [10, 20]]), "three layers, dW of layer 2"
assert np.allclose(grads[0][0], [[5], [25]]), "three layers, dW of layer 1"
assert np.allclose(grads[0][1], [3, 15]), "three layers, db of layer 1"
Z1, A1 = np.array([[0.5], [1.0]]), np.tanh([[0.5], [1.0]])
params = [(np.array([[0.5]]), np.zeros(1)), (np.array([[2.0]]), np.zeros(1))]
grads = backward_batch(params, [Z1, 2 * A1], [X, A1, 2 * A1], np.array([[1.0], [3.0]]), "tanh")
expected = 2 * (1 - A1[0] ** 2) + 6 * (1 - A1[1] ** 2)
assert np.allclose(grads[0][1], expected), "tanh, db of layer 1: g' at Z1"

# %% [markdown]
# *Try it:* the batch against the loop, in numbers and in time. How does the ratio of the times
# change with `N`, and with the number of hidden neurons?


# %% scratch="loop_and_batch"
@attempt
def loop_and_batch():
    """Compares the gradients of a loop over examples with those of the batch."""
    N, params = 1000, random_network([2, 8, 1])
    X, Y = np.random.default_rng(1).normal(size=(N, 2)), np.ones((N, 1))

    start = time.perf_counter()
    total = np.zeros_like(params[0][0])
    for i in range(N):
        total += backward_one(params, X[i], Y[i], "tanh")[0][0]
    by_loop = time.perf_counter() - start

    start = time.perf_counter()
    Zs, As = forward_batch(params, X, "tanh")
    grads = backward_batch(params, Zs, As, loss_gradient(As[-1], Y, "sum"), "tanh")
    at_once = time.perf_counter() - start

    print("largest difference:", np.abs(total - grads[0][0]).max())
    print(f"loop {1000 * by_loop:.1f} ms, batch {1000 * at_once:.2f} ms")


# %% [markdown]
# ## 6. What "vectorized" means
#
# It means: **no Python work per example**. The number of steps that the *Python interpreter* takes
# must not grow with $N$. The arithmetic grows, of course, but inside NumPy, where a product of
# matrices is one step for Python however many rows there are.
#
# The hidden tests count Python's steps for 8, 512 and 1024 examples. The largest count may be
# larger than the smallest by 1,500 at most: fewer than three steps for each further example, and a
# loop that does nothing takes three. No clock is involved, so the speed of the machine plays no
# part, and how large the counts are does not matter, up to 200,000, where counting ends. Each
# function is called once before its steps are counted, so what you do only once, such as an import,
# is free. While they count, the steps inside `sum`, `map` and their like are counted too, what
# section 3 says is refused is refused, and so is a thread; what NumPy does to print an array is not
# counted. Each of the four functions must also give values that fit, since a function that does
# nothing takes few steps too. There is nothing to write here: if a function fails, go back to its
# cell.
#
# `python_steps` counts in a similar way. It looks into `sum`, but not into `map` and its like, it
# refuses nothing, and it counts what printing takes.


# %%
def counted_sum(items, start=0):
    """What the built-in sum gives, in steps that Python can count."""
    for item in items:
        start = start + item
    return start


def python_steps(function, *args):
    """How many steps the interpreter takes inside of function(*args)."""
    steps = 0

    def watch(frame, event, arg):
        nonlocal steps
        frame.f_trace_opcodes = True
        steps += event == "opcode"
        return watch

    before = sys.gettrace(), builtins.sum
    sys._getframe().f_trace_opcodes = True  # before settrace: else Python 3.12 starts too late
    builtins.sum = counted_sum
    sys.settrace(watch)
    try:
        function(*args)
    finally:
        sys.settrace(before[0])
        builtins.sum = before[1]
    return steps


python_steps(counted_sum, [1])  # a first count to warm up


def squares_one_by_one(numbers):
    """The squares, by a loop."""
    return np.array([number**2 for number in numbers])


def squares_at_once(numbers):
    """The squares, by one operation on the array."""
    return numbers**2


for name, function in (("loop", squares_one_by_one), ("array", squares_at_once)):
    few, many = python_steps(function, np.ones(8)), python_steps(function, np.ones(512))
    print(f"{name:5}  steps for 8 numbers: {few:4}   for 512 numbers: {many:4}")

# %% check="vectorized"
params = random_network([2, 3, 1])
counts = []
for N in (4, 8, 512):  # the first calls do what is done only once
    X, Z1, Y = np.ones((N, 2)), np.ones((N, 3)), np.ones((N, 1))
    steps = [
        python_steps(forward_batch, params, X, "tanh"),
        python_steps(batch_loss, Y, Y, "mean"),
        python_steps(loss_gradient, Y, Y, "mean"),
        python_steps(backward_batch, params, [Z1, Y], [X, np.tanh(Z1), Y], Y, "tanh"),
    ]
    counts.append(steps)
names = ("forward_batch", "batch_loss", "loss_gradient", "backward_batch")
for i in range(4):
    few, many = counts[1][i], counts[2][i]
    assert many <= few + 1500, f"{names[i]}: {few} steps for 8 examples, {many} for 512"

# %% [markdown]
# ## 7. Leave what you are given as it was
#
# An array that a function gets is not a copy. `A -= B`, `A *= B`, `A[A < 0] = 0` and `out=A` write
# into the very array that the caller holds; `A = A - B` makes a new one. Suppose `loss_gradient`
# said `outputs -= targets`: the result would be right, and from then on the caller's outputs would
# be the differences. The second call on the same arrays goes wrong, and nothing says why.
#
# The same holds for the weights. The backward pass *computes gradients*; to take the step
# $W \leftarrow W - \eta\, \partial L / \partial W$ is the job of the code that calls it. It is
# worse in the middle of the pass: $\Delta^{[l]}$ needs the $W^{[l+1]}$ that the forward pass used,
# not an updated one.
#
# So: `forward_batch` leaves `X` and `params` unchanged, `batch_loss` and `loss_gradient` leave
# `outputs` and `targets`, and `backward_batch` leaves `params`, `Zs`, `As` and `delta`. Writing
# into arrays that your function has made itself is fine. These four are judged; the functions of
# sections 1 and 2 should do the same. Again there is nothing to write, unless a check fails.

# %% check="untouched"
X, Y = np.array([[1.0, -2.0], [3.0, 0.5]]), np.array([[1.0], [0.0]])
params = random_network([2, 3, 1])
(W1, b1), (W2, b2) = params
Z1 = X @ W1.T + b1
A1 = activate("relu", Z1)
outputs = A1 @ W2.T + b2
delta = outputs - Y
Zs, As = [Z1, outputs], [X, A1, outputs]
given = {"X": X, "the targets": Y, "Z1": Z1, "A1": A1, "the outputs": outputs, "delta": delta}
given |= {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
kept = {name: array.copy() for name, array in given.items()}
calls = {
    "forward_batch": lambda: forward_batch(params, X, "relu"),
    "batch_loss": lambda: [batch_loss(outputs, Y, each) for each in ("sum", "mean")],
    "loss_gradient": lambda: [loss_gradient(outputs, Y, each) for each in ("sum", "mean")],
    "backward_batch": lambda: backward_batch(params, Zs, As, delta, "relu"),
}
for function, call in calls.items():
    call()
    for name, array in given.items():
        assert np.array_equal(array, kept[name]), f"{function} has changed {name}"
    assert (len(params), len(Zs), len(As)) == (2, 2, 3), f"{function} has changed a list"

# %% [markdown]
# ## 8. In your own words
#
# Answer in a few sentences each. (In the `.py` file each line of your answer begins with `# `.)
#
# 1. For the gradient of the biases the rows of $\Delta$ are added up. Why not $\Delta$ itself, and
#    why are not its columns added up? Where did this sum happen in the loop over examples?
# 2. You train with the *sum* of the losses, 50 examples per batch and learning rate 0.01. Now you
#    switch to the *mean*. Which learning rate gives the same steps? Then you take batches of 100
#    examples, from the same data, and change nothing else. How does a typical step compare with
#    that for 50 examples: under the mean, with its learning rate, and under the sum, with 0.01?
# 3. What must `forward_batch` keep for the backward pass, and how does this grow with $N$? What
#    could you do with a batch that does not fit into memory, and still get the same gradient?

# %% [markdown] manual="why"
# 1. The same $b$ is added in every row, so the loss depends on it through all $N$ examples, and
#    contributions over several paths add up. For each neuron there is one number: the axis of the
#    examples disappears, that of the neurons stays, which gives the shape $(K,)$ of $b$. Adding up
#    the columns would mix the neurons of one example. In the loop it is `db += delta`, once for
#    each example.
# 2. The gradient of the mean is that of the sum divided by 50, so the learning rate must be 50
#    times as large: 0.5. With 100 examples, the mean of the gradients is about as large as before
#    (only less noisy), so the step stays about the same. The sum is about twice as large, and so is
#    the step: under the sum, learning rate and batch size have to be changed together.
# 3. $Z$ and $A$ of every layer, that is about $2N$ times the number of neurons, so it grows
#    linearly in $N$; the parameters and their gradients do not grow. The batch can be split into
#    parts, each passed forward and backward, and the gradients of the parts added up: as the
#    gradient is a sum over examples, this is the same. For the mean each part must be divided by
#    the whole $N$, not by its own size. A loop over parts costs little as long as they are large.
