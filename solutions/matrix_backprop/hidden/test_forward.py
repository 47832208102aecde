"""Question `forward`: shapes, the count of parameters, the forward pass, the loss."""

import loop_oracle
import numpy as np
import pytest
import small_matrices
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.testing import close, equal, expect

SHAPES_HINT = "W has one row for each neuron of its layer and one column for each of its inputs."


def compare_shapes(got, sizes, rows):
    """Compares a list of dictionaries with what sizes say; rows is () or (N,)."""
    equal(len(got), len(sizes) - 1, "the number of layers")
    for at, out in enumerate(sizes[1:]):
        want = {"W": (out, sizes[at]), "b": (out,), "z": (*rows, out), "a": (*rows, out)}
        for name, shape in want.items():
            expect(name in got[at], f"the dictionary of layer {at + 1} has no key {name!r}")
            equal(list(got[at][name]), list(shape), f"the shape of {name} in layer {at + 1}")


@pytest.mark.check(question="forward", hint=SHAPES_HINT)
@pytest.mark.parametrize("sizes", [[4, 3], [1, 2, 3, 1]], ids=["one_layer", "three_layers"])
def test_shapes_of_one_example(submission, sizes):
    """For a single example, the shapes in a network of sizes {sizes} are right."""
    compare_shapes(submission.layer_shapes(sizes), sizes, ())


@pytest.mark.check(question="forward", hint="Examples stand in rows; W and b do not change.")
@pytest.mark.parametrize("sizes", [[3, 2], [5, 1, 4]], ids=["one_layer", "two_layers"])
def test_shapes_of_six_examples(submission, sizes):
    """For 6 examples in rows, the shapes in a network of sizes {sizes} are right."""
    compare_shapes(submission.layer_shapes(sizes, 6), sizes, (6,))


@pytest.mark.check(question="forward", hint=SHAPES_HINT)
@given(sizes=st.lists(st.integers(1, 5), min_size=2, max_size=5), N=st.sampled_from([1, 2, 4]))
def test_shapes_of_any_network(submission, sizes, N):
    """The shapes in any network are right, for any number of examples."""
    compare_shapes(submission.layer_shapes(sizes, N), sizes, (N,))


@pytest.mark.check(question="forward", hint="Count the entries of every W and of every b.")
@pytest.mark.parametrize(
    ("sizes", "count"),
    [([4, 3], 15), ([1, 2, 3, 1], 17), ([784, 16, 10], 12730)],
    ids=["one_layer", "worked", "digits"],
)
def test_number_of_parameters(submission, sizes, count):
    """The number of parameters of a network of sizes {sizes} is right, with a layer more too."""
    close(submission.count_parameters(sizes), count, f"count_parameters({sizes})")
    more = [*sizes, 2]
    close(submission.count_parameters(more), count + 2 * sizes[-1] + 2, f"count_parameters({more})")


@pytest.mark.check(question="forward")
@pytest.mark.parametrize("layer", [1, 2, 3])
def test_worked_network(submission, layer):
    """The forward pass of the worked network is right in layer {layer}."""
    passed = submission.forward(loop_oracle.WORKED, np.array([2.0]))
    equal(len(passed), 3, "the number of layers")
    equal(len(passed[layer - 1]), 2, "z and a")
    z, a = [
        ([0.3, 0.4], [0.5744425168, 0.5986876601]),
        ([0.4747572694, 0.3920702871, 0.4370505497], [0.6165091184, 0.5967809793, 0.6075560118]),
        ([1.2304934503], [0.7739049279]),
    ][layer - 1]

    close(passed[layer - 1][0], np.array(z), f"z of layer {layer}")
    close(passed[layer - 1][1], np.array(a), f"a of layer {layer}")


@pytest.mark.check(
    question="forward", hint="Neuron k uses row k of W. Where W is square, shapes do not tell."
)
def test_square_weights(submission):
    """In a layer with as many neurons as inputs, z is right."""
    layers = [(np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([0.25, -1.0]))]
    x = np.array([2.0, 1.0])
    passed = submission.forward(layers, x)

    small_matrices.close_pairs(passed, loop_oracle.pass_through(layers, x), ("z", "a"))


@pytest.mark.check(question="forward")
@given(case=small_matrices.networks())
@settings(max_examples=60)
def test_any_network(submission, case):
    """The forward pass of any network is right in each layer."""
    layers, x, _ = case
    passed = submission.forward(layers, x)

    small_matrices.close_pairs(passed, loop_oracle.pass_through(layers, x), ("z", "a"))


@pytest.mark.check(
    question="forward",
    hint="The natural logarithm, and a sum over the outputs. Each y_hat is taken as it is: none is "
    "0 or 1, so nothing needs to be added or cut off.",
)
@pytest.mark.parametrize(
    ("y_hat", "y", "loss"),
    [
        pytest.param([0.7739049279], [1.0], 0.2563062451, id="worked"),
        pytest.param([0.2], [0.0], 0.2231435513, id="zero"),
        pytest.param([0.75, 0.25], [1.0, 1.0], 1.6739764336, id="two_outputs"),
        # 2 to the power -60, next to 0: float32 holds it, and for 1 - y_hat nobody asks.
        pytest.param(
            [0.25, 0.75, 2.0**-60, 0.5], [0.0, 1.0, 1.0, 0.0], 42.8573421591, id="both_targets"
        ),
    ],
)
def test_loss(submission, y_hat, y, loss):
    """The loss of the outputs {y_hat} with the targets {y} is right, and that of 0.5 too."""
    close(submission.cross_entropy(np.array(y_hat), np.array(y)), loss, "the loss")
    halves = submission.cross_entropy(np.full(len(y), 0.5), np.array(y))
    close(halves, len(y) * 0.6931471806, "the loss where all outputs are 0.5")


@pytest.mark.check(
    question="forward",
    hint="If an array that was given has changed: `z = b` makes a second name, and `z += ...` "
    "changes both; `z = W @ a + b` does not. If z, a or the loss itself is wrong: mend that first.",
)
def test_leaves_its_arguments_alone(submission):
    """The forward pass and the loss change no array that they were given."""
    layers = [(np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([0.25, -1.0]))]
    x, y_hat, y = np.array([2.0, 1.0]), np.array([0.25, 0.5]), np.array([0.0, 1.0])
    kept = [tuple(submission.put(array) for array in pair) for pair in layers]
    others = {"x": x, "y_hat": y_hat, "y": y}
    held = {name: submission.put(array) for name, array in others.items()}
    passed = submission.forward(kept, held["x"])
    loss = submission.cross_entropy(held["y_hat"], held["y"])

    small_matrices.close_pairs(passed, loop_oracle.pass_through(layers, x), ("z", "a"))
    close(loss, 0.9808292530, "the loss")
    now = [tuple(handle.get() for handle in pair) for pair in kept]
    small_matrices.close_pairs(now, layers, ("the given W", "the given b"))
    for name, array in others.items():
        close(held[name].get(), array, f"{name} afterwards")
