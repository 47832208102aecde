# %% [markdown]
# # Scalar automatic differentiation
#
# A network learns by asking one question again and again: *if I nudge this weight, how does the
# loss change?* In this notebook you build a number that can answer it. It remembers how it was
# made; one call of `backward()` then gives the derivative by every number that took part.
#
# **How to work.** Fill in the cells that say `YOUR CODE HERE`, from top to bottom. After each one
# you find a cell with a few checks: no output means that they pass. They are only a first look;
# the hidden tests that give the points use other numbers and other graphs. Cells marked *try it*
# are yours to change and are not graded. When you have changed something further up, use
# *Run All*: the cells depend on each other. Plan about three hours.
#
# **Notation.** A *node* is one `NumberWithGrad`. A *leaf* is a node that was not computed from
# others; all others are *intermediate* nodes. The *operands* of a node are the nodes it was
# computed from, in the order in which they were written. The *root* is the node on which
# `backward()` is called; we call it $L$. The *gradient* of a node $x$ is the number
# $\partial L / \partial x$, and it is kept in `x.grad`. A *local gradient* is the derivative of one
# node by one of its own operands, such as $\partial z / \partial a$ for $z = a \cdot b$. All
# numbers are scalars. Where an integer is right, the equal float is right too: `8` or `8.0`. The
# letters $a, b, c, \dots$ are nodes here, as in the lectures; in later notebooks $a$ is an
# activation and $b$ a bias.
#
# The class has the name and the fields that it has in the lectures. There it follows chapter 6 of
# Seth Weidman's *Deep Learning from Scratch* (O'Reilly, 2019), whose code has the MIT licence.

# %%
import numpy as np


def slope(f, x, h=1e-5):
    """The derivative of f at x, measured: the change of f per step of x."""
    return (f(x + h) - f(x - h)) / (2 * h)


def show(node, indent=0):
    """Prints a node and, indented below it, the operands it was computed from."""
    print("    " * indent + f"{node.creation_op or 'leaf'}  {node.num}")
    for operand in node.depends_on:
        show(operand, indent + 1)


def attempt(experiment):
    """Runs an experiment at once; says so when a cell that it needs is still empty."""
    try:
        experiment()
    except NotImplementedError:
        print("Not yet: this needs a cell that says YOUR CODE HERE. Fill it in and come back.")

# %% [markdown]
# ## 1. A number that remembers
#
# Take $e = (4a + 3)(a + 2)$. Python computes it in four steps, and every step makes a number:
#
#     b = a * 4        # mul
#     c = b + 3        # add
#     d = a + 2        # add
#     e = c * d        # mul
#
# Drawn as boxes with arrows from operands to results this is the *computational graph*. An
# ordinary number forgets where it came from. Yours has four fields:
#
# | field | in a leaf | in the result of an operation |
# |---|---|---|
# | `num` | the number itself | the value of the operation |
# | `grad` | `None` until a backward pass reaches it | the same |
# | `depends_on` | an empty sequence | the operands, in order |
# | `creation_op` | `''` | its name: `'add'`, `'sub'`, `'mul'`, `'div'`, `'pow'` or `'neg'` |
#
# `ensure_number(x)` makes mixing with plain numbers easy: it gives back `x` itself if `x` is a
# `NumberWithGrad` already, else a new leaf that holds `x`. So `a * 4` has two operands, `a` and a
# leaf with the number 4. Call it once for each operand and keep what it gives: on a plain number
# every call makes a new leaf.
#
# Write the class so that all of these work, for nodes `a`, `b` and a plain number `k`:
#
# - `a + b`, `a - b`, `a * b`, `a / b`, also with `k` on the right: `a - k`;
# - the *reflected* forms with `k` on the left: `k + a`, `k - a`, `k * a`, `k / a`. Python first
#   asks the plain number, which does not know your class, and then calls `a.__rsub__(k)` and the
#   like. Mind the order: `a.__rsub__(k)` means `k - a`;
# - `a ** k` for a constant exponent `k`, a plain number (no `k ** a`, no `a ** b`);
# - `-a`.
#
# Every operation gives back a new node, `a + 0` too, and leaves its operands as they were, `grad`
# included.
#
# **What is graded here:** `num` of every operation; `ensure_number`; that the constructor keeps
# what it is given; `depends_on` and `creation_op` of leaves, of `+` and of `*`. For the other
# operations they are up to you: to compute `a - b` as `a + (-b)` is fine. `depends_on` may be a
# list or a tuple; `creation_op` is a plain string, no object that equals one, such as a member of
# an `Enum`. The reflected forms count in section 2, by value and gradient; in `k + a` and `k * a`
# either order of the operands is fine. You may add fields and methods as you like. A node that is
# built by hand, such as `NumberWithGrad(12, [a, b], 'mul')`, must keep what it is given, also a
# number that does not fit, and no more is asked of it: `backward` meets leaves and results of
# operations only.

# %% grade_id="construct"
def ensure_number(num):
    """Gives back num itself if it is a NumberWithGrad, else a new leaf that holds it."""
    # YOUR CODE HERE
    raise NotImplementedError()


class NumberWithGrad:
    """A number that remembers how it was made."""

    def __init__(self, num, depends_on=None, creation_op=""):
        """Keeps all three; a leaf needs the first one only."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __add__(self, other):
        """Gives self + other."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __radd__(self, other):
        """Gives other + self, where other is a plain number."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __sub__(self, other):
        """Gives self - other."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __rsub__(self, other):
        """Gives other - self."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __mul__(self, other):
        """Gives self * other."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __rmul__(self, other):
        """Gives other * self."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __truediv__(self, other):
        """Gives self / other."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __rtruediv__(self, other):
        """Gives other / self."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __pow__(self, exponent):
        """Gives self ** exponent, where exponent is a plain number."""
        # YOUR CODE HERE
        raise NotImplementedError()

    def __neg__(self):
        """Gives -self."""
        # YOUR CODE HERE
        raise NotImplementedError()

# %% grade_id="check_forward"
a, b = NumberWithGrad(3), NumberWithGrad(8.0)
assert a.num == 3, "a leaf holds its number"
assert len(a.depends_on) == 0, "a leaf depends on nothing"
assert a.creation_op == "", "a leaf was not made by an operation"
assert ensure_number(a) is a, "ensure_number gives back a NumberWithGrad as it is"
assert ensure_number(7).num == 7, "ensure_number wraps a plain number"
c = a + b
assert c.num == 11, "3 + 8"
assert c.creation_op == "add", "the name of +"
assert c.depends_on[0] is a, "the first operand of a + b"
assert c.depends_on[1] is b, "the second operand of a + b"
assert (a * 4).num == 12, "3 * 4"
assert (a * 4).creation_op == "mul", "the name of *"
assert len((a * 4).depends_on) == 2, "the plain number 4 is an operand too"
assert np.isclose((a - b).num, -5), "3 - 8"
assert np.isclose((b / 5).num, 1.6), "8 / 5"
assert np.isclose((a**2).num, 9), "3 ** 2"
assert np.isclose((-a).num, -3), "-3"

# %% [markdown]
# *Try it:* the graph of $e = (4a + 3)(a + 2)$ at $a = 3$. The leaf `a` is printed twice, because
# two operations use it; in memory it is one node.

# %%
@attempt
def see_the_graph():
    """Prints the graph of the example."""
    a = NumberWithGrad(3)
    b = a * 4
    c = b + 3
    d = a + 2
    e = c * d
    show(e)

# %% [markdown]
# ## 2. Local gradients
#
# One operation is easy to differentiate. Nudge an operand by a tiny amount and see how much the
# result moves per unit of the nudge:
#
# | operation | by $a$ | by $b$ |
# |---|---|---|
# | $a + b$ | $1$ | $1$ |
# | $a - b$ | $1$ | $-1$ |
# | $a \cdot b$ | $b$ | $a$ |
# | $a / b$ | $1 / b$ | $-a / b^2$ |
# | $a^k$, $k$ constant | $k\,a^{k-1}$ | |
# | $-a$ | $-1$ | |
#
# The rule of the power holds for every constant $k$, negative numbers and fractions too; for
# $k = 0$ it gives 0, since $a^0$ is 1 whatever $a$ is. Two cases never come up: $a = 0$ with
# $k < 1$, where the formula $k\,a^{k-1}$ would divide by zero, and a negative $a$ with a fraction
# as $k$, where the power is no real number.
#
# Each entry needs nothing but the values of the operands, and these are known at the moment when
# the operation is computed. So one good plan is to write the local gradients down right there: go
# back to your class and let every operation keep them in a field of the new node, one for each
# entry of `depends_on`. (The lectures look at `creation_op` during the backward pass instead. Both
# are fine. Plain numbers on either side need no extra rule: `ensure_number` has made them leaves,
# which get gradients like all others.)
#
# The checks for this section come after section 3, because only `backward` shows a local gradient.
#
# *Try it:* is the table right? Measure a few of its entries.

# %%
print("a - b by b:", slope(lambda b: 5 - b, 2))
print("a / b by b:", slope(lambda b: 3 / b, 2), "and -a / b**2 is", -3 / 2**2)
print("a ** 4    :", slope(lambda a: a**4, 2), "and 4 * a**3 is", 4 * 2**3)

# %% [markdown]
# ## 3. From local gradients to all gradients
#
# **One path.** For $b = 4a$ and $c = b + 3$ a nudge of $a$ becomes 4 times as large in $b$ and
# arrives unchanged in $c$. Along a path, local gradients *multiply*: $\partial c / \partial a = 1
# \cdot 4$.
#
# **Several paths.** In $e = c \cdot d$ with $c = 4a + 3$, $d = a + 2$, a nudge of $a$ reaches $e$
# through $c$ and through $d$, and both changes happen. Paths *add up*. At $a = 3$ we have $c = 15$
# and $d = 5$:
#
# $$\frac{\partial e}{\partial a} = \underbrace{5 \cdot 1 \cdot 4}_{\text{through } c} +
# \underbrace{15 \cdot 1}_{\text{through } d} = 35.$$
#
# This is the whole chain rule: **the gradient of a node is the sum, over all paths from it to the
# root, of the product of the local gradients along the path.**
#
# **Without listing paths.** There can be very many of them, but the sum can be computed node by
# node. If $y_1, y_2, \dots$ are the uses of $x$ (count a node twice if it uses $x$ twice, as in
# $x \cdot x$), then every path from $x$ starts with one of them, so
#
# $$\frac{\partial L}{\partial x} = \sum_j \frac{\partial L}{\partial y_j}\,
# \frac{\partial y_j}{\partial x}, \qquad \frac{\partial L}{\partial L} = 1.$$
#
# Gradients therefore flow *backward*, from the root to the leaves: each node multiplies its own
# gradient by its local gradients and adds the products to the gradients of its operands.
#
# **When may a node send?** The obvious program lets a node send whatever it has as soon as
# something arrives. Here it is, for `+` and `*`; it keeps its sums in a dictionary, by the `id` of
# the node, and works on your class from section 1. The class in the lectures does the same.

# %%
def send_at_once(node, arriving, total):
    """Adds what arrives at a node to its total and sends the total on. There is a mistake in it."""
    total[id(node)] = total.get(id(node), 0) + arriving
    if node.creation_op == "add":
        left, right = node.depends_on
        send_at_once(left, total[id(node)], total)
        send_at_once(right, total[id(node)], total)
    elif node.creation_op == "mul":
        left, right = node.depends_on
        send_at_once(left, total[id(node)] * right.num, total)
        send_at_once(right, total[id(node)] * left.num, total)
    return total

# %%
@attempt
def two_graphs():
    """Compares what arrives at a with the measured slope."""
    a = NumberWithGrad(3)
    e = (a * 4 + 3) * (a + 2)
    print("(4a + 3)(a + 2)   sent:", send_at_once(e, 1, {})[id(a)])
    print("              measured:", slope(lambda a: (4 * a + 3) * (a + 2), 3))

    a = NumberWithGrad(3)
    b = a + 1
    c = b * b
    print("b = a + 1, b * b  sent:", send_at_once(c, 1, {})[id(a)])
    print("              measured:", slope(lambda a: (a + 1) ** 2, 3))

# %% [markdown]
# The first graph comes out right, 35. The second gives 12, and the slope is 8. Follow it by hand,
# with $b = 4$:
#
# | step | `b` has | `b` sends to `a` | `a` has |
# |---|---|---|---|
# | `c` sends 4 to its left operand, `b` | 4 | 4 | 4 |
# | `c` sends 4 to its right operand, `b` again | 8 | 8 | **12** |
#
# The first 4 went on to `a` at once, and then once more inside the 8. Reused *leaves* hide the
# mistake, because a leaf sends nothing on; an *intermediate* node that is used twice shows it.
#
# **The right order.** A node may send only when its own sum is complete, that is, *after every node
# that uses it has sent*. And then it sends once. Such an order exists, because a node is always
# made after its operands. List all nodes that the root depends on, each of them once, every node
# after its operands: this is a *topological order*. The backward pass walks through it from the
# end. A use by a node that is not in this list does not count: $L$ does not depend on that node, so
# nothing comes from there, and nobody need wait for it.
#
# To find one: start at the root; before you write a node into the list, write all its operands; a
# node that you have met before is not looked at again. "Met before" means the same *object*
# (compare with `is`, or by `id`). Two different nodes can hold the same number, and both must be in
# the list.
#
# **Calling it.** `x.backward()` starts with gradient 1 at `x`; `x.backward(k)` starts with the
# number `k` there, as if the graph went on and `k` had arrived. A backward pass can be called
# again:
#
# - *leaves accumulate*: what a call gives is added to what earlier calls left (a leaf that still
#   has `None` counts as 0). Training uses this to sum over examples. It holds for a leaf that is
#   itself the root, too: after `a.backward()` twice, `a.grad` is 2, as in PyTorch.
# - *intermediate nodes are recomputed*, and so is a root that is not a leaf: old gradients play no
#   part.
#
# So with `b = a + 1`, `c = b * b` at `a = 3`, after a first `c.backward()` we have `a.grad == 8`,
# after a second one 16, and `b.grad` is 8 both times.
#
# Now write `backward`. It is a function in a cell of its own; the locked cell below makes it a
# method of your class. `topological_order` is there to help you and is not graded. If you would
# rather write `backward` inside the class, do so and leave this cell: your method is kept.
#
# Once it gives right numbers, read section 5 before you call it finished: a call inside a call
# inside a call does not get very deep.

# %% grade_id="backward"
def topological_order(root):
    """A list of all nodes that root depends on and root itself, each after its operands."""
    # YOUR CODE HERE
    raise NotImplementedError()


def backward(self, backward_grad=None):
    """Computes the gradient of self by every node that self depends on."""
    # YOUR CODE HERE
    raise NotImplementedError()

# %%
# Makes `backward` a method, unless your class has one of its own. Run it again after each run of
# the cell above, or of the class: until then `x.backward()` is still the old one, or is missing.
if getattr(getattr(NumberWithGrad, "backward", None), "__qualname__", "backward") == "backward":
    NumberWithGrad.backward = backward

# %% [markdown]
# **Checks for section 2.** The local gradients, seen through `backward`. Hidden tests try all
# operations, with plain numbers on the right and on the left too.

# %% grade_id="check_local_gradients"
x, y = NumberWithGrad(6.0), NumberWithGrad(2.0)
(x - y).backward()
assert np.isclose(x.grad, 1), "x - y by x"
assert np.isclose(y.grad, -1), "x - y by y"
x, y = NumberWithGrad(6.0), NumberWithGrad(2.0)
(x / y).backward()
assert np.isclose(x.grad, 0.5), "x / y by x"
assert np.isclose(y.grad, -1.5), "x / y by y"
x = NumberWithGrad(2.0)
(x**4).backward()
assert np.isclose(x.grad, 32), "x ** 4 by x"
x = NumberWithGrad(2.0)
z = 9 - x
z.backward()
assert np.isclose(z.num, 7), "9 - x"
assert np.isclose(x.grad, -1), "9 - x by x"
x = NumberWithGrad(2.0)
z = 8 / x
z.backward()
assert np.isclose(z.num, 4), "8 / x"
assert np.isclose(x.grad, -2), "8 / x by x"
x = NumberWithGrad(2.0)
z = 3 + 5 * x
z.backward()
assert np.isclose(z.num, 13), "3 + 5 * x"
assert np.isclose(x.grad, 5), "3 + 5 * x by x"
x = NumberWithGrad(2.0)
(x**-2).backward()
assert np.isclose(x.grad, -0.25), "x ** -2 by x"
x, y = NumberWithGrad(2.0), NumberWithGrad(6.0)
(x**0 + y).backward()
assert np.isclose(x.grad, 0), "x ** 0 + y by x"
x = NumberWithGrad(2.0)
(-x * 3).backward()
assert np.isclose(x.grad, -3), "-x * 3 by x"

# %% [markdown]
# **A leaf that is used more than once** gets a contribution for each use. These graphs use `+` and
# `*` only, and so do all that follow: a wrong division costs you nothing here.

# %% grade_id="check_reused_leaf"
a = NumberWithGrad(3)
(a * a).backward()
assert np.isclose(a.grad, 6), "a * a at 3"
a = NumberWithGrad(3)
((a * 4 + 3) * (a + 2)).backward()
assert np.isclose(a.grad, 35), "(4a + 3)(a + 2) at 3"

# %% [markdown]
# **An intermediate node that is used more than once** must wait until its sum is complete.

# %% grade_id="check_reused_node"
a = NumberWithGrad(3)
b = a + 1
c = b * b
c.backward()
assert np.isclose(b.grad, 8), "the gradient of b itself"
assert np.isclose(a.grad, 8), "b = a + 1, b * b at 3"
a = NumberWithGrad(1)
b = a * 3
((b + 2) * b).backward()
assert np.isclose(a.grad, 24), "b = 3a, (b + 2) b at 1"

# %% [markdown]
# *Try it:* compare your gradients with measured slopes on graphs of your own. Write the same
# formula twice, once for nodes and once for plain numbers; with your class the same function does
# both.

# %%
@attempt
def compare():
    """Compares backward with the measured slope."""

    def formula(a):
        b = a * a + a
        return b * b + b

    a = NumberWithGrad(2)
    formula(a).backward()
    print("backward:", a.grad, "  measured:", slope(formula, 2))

# %% [markdown]
# ## 4. Calling it again
#
# Leaves accumulate, a leaf that is the root too; all other nodes are recomputed; a gradient can be
# given. Beware of asking `if backward_grad:` where you mean `is not None`; 0 is a number too.

# %% grade_id="check_backward_twice"
a = NumberWithGrad(3)
b = a * 4
c = b + 3
c.backward()
assert np.isclose(a.grad, 4), "4a + 3, first call"
c.backward()
assert np.isclose(b.grad, 1), "intermediate nodes are recomputed"
assert np.isclose(a.grad, 8), "leaves accumulate"
a = NumberWithGrad(3)
(a * 4).backward(10)
assert np.isclose(a.grad, 40), "a given gradient"
a = NumberWithGrad(3)
(a * 4).backward(0)
assert np.isclose(a.grad, 0), "a given gradient of 0"
a = NumberWithGrad(3)
a.backward()
a.backward()
assert np.isclose(a.grad, 2), "a leaf that is the root accumulates"

# %% [markdown]
# ## 5. Large graphs
#
# Two last points, about graphs that no one would draw.
#
# **Depth.** Python stops after about 1,000 calls inside each other. A function that calls itself
# for every operand does not get through a sum of 10,000 terms. To raise the limit with
# `sys.setrecursionlimit` is no way out: how far you then get depends on the version of Python and
# on your code, and where it ends, some versions stop all the same and others crash, notebook and
# all. Keep a list of nodes that are still to be looked at, and work in a loop. And keep the ids of
# the nodes that you have met in a set: a list is searched from its front each time, and with 10,000
# terms that takes many seconds. The next cell, and the hidden tests, should end at once.

# %% grade_id="check_depth"
a = NumberWithGrad(2.0)
b = a * 5
for _ in range(9000):
    b = b + 1
b.backward()
assert np.isclose(a.grad, 5), "9,000 additions"

# %% [markdown]
# **Cost.** In a chain of $n$ diamonds, as below, there are $2^n$ paths but only about $5n$ nodes. A
# pass that walks along every path needs a million steps for 20 diamonds, and for 40 it would keep
# you waiting for days. A pass that sends once from each node does not notice the difference. The
# next cell ends at once, or else (press *Interrupt*) something is still wrong.

# %% grade_id="check_cost"
a = NumberWithGrad(1.0)
b = a
for _ in range(40):
    b = b * 2 + b * 1.5
b.backward()
assert a.grad > 2, "40 diamonds"

# %% [markdown]
# ## 6. In your own words
#
# Call `b = a + 1`, `c = b * b` at `a = 3`. Explain in a few sentences:
#
# 1. Why does `send_at_once` give 12 instead of 8, although it gives 35 for $(4a + 3)(a + 2)$, which
#    is right?
# 2. Which rule about the order of the nodes prevents this, and why can such an order always be
#    found?
# 3. One could repair `send_at_once` so that a node sends on only what has just arrived, and not its
#    total. Then the numbers are right. Why is it still not a good backward pass?

# %% [markdown] grade_id="why"
# YOUR ANSWER HERE
