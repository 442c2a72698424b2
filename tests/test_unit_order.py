"""Units are sorted by what the names say, equals keep their order, and a constant series counts as 0."""

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.errors import InputError
from lstm_viz.unit_order import ORDERS, unit_order


def run(D=1, H=7, T=40, clamps=None):
    x = np.random.default_rng(5).normal(size=(T, D)) * np.arange(1, D + 1)
    return lv.trace("lstm", lv.init_params("lstm", D, H, seed=2), x, clamps=clamps)


@pytest.mark.parametrize("by", ORDERS)
def test_every_order_holds_every_unit_once(by):
    assert sorted(unit_order(run(3), by, "c")) == list(range(7))


def test_given_is_as_the_units_are_numbered():
    np.testing.assert_array_equal(unit_order(run(), "given"), range(7))


def test_by_mean_the_most_open_gate_comes_first():
    means = run().i.mean(axis=0)[unit_order(run(), "mean", "i")]
    assert (np.diff(means) < 0).all()


def test_by_input_the_closest_follower_comes_first():
    tr = run()
    found = [np.corrcoef(tr.f[:, unit], tr.x[:, 0])[0, 1] for unit in unit_order(tr, "input", "f")]
    assert (np.diff(found) < 0).all()


def test_several_features_are_read_along_their_first_principal_direction():
    tr = run(3)
    centred = tr.x - tr.x.mean(axis=0)
    direction = np.linalg.svd(centred)[2][0]
    along = centred @ direction * np.sign(direction[np.abs(direction).argmax()])
    found = [np.corrcoef(tr.o[:, unit], along)[0, 1] for unit in unit_order(tr, "input", "o")]
    assert (np.diff(found) < 0).all()


def test_a_constant_unit_stands_between_followers_and_opponents():
    held = np.full((40, 7), np.nan)
    held[:, 4] = 0.1  # whose mean over 40 steps is not exactly 0.1
    tr = run(clamps={"f": held})
    order = unit_order(tr, "input", "f")
    signs = [0 if unit == 4 else np.sign(np.corrcoef(tr.f[:, unit], tr.x[:, 0])[0, 1]) for unit in order]
    assert signs == sorted(signs, reverse=True)


@pytest.mark.parametrize("by", ORDERS)
def test_equals_keep_their_order(by):
    tr = lv.trace("lstm", lv.init_params("lstm", 1, 5, "golden"), [1.0, 2.0, 4.0])
    np.testing.assert_array_equal(unit_order(tr, by), range(5))


@pytest.mark.parametrize("x", [[3.0], [0.1, 0.1, 0.1]])
def test_an_input_that_never_changes_leaves_the_units_as_they_are(x):
    tr = lv.trace("lstm", lv.init_params("lstm", 1, 5, seed=1), x)
    np.testing.assert_array_equal(unit_order(tr, "input"), range(5))


def test_another_name_is_refused():
    with pytest.raises(InputError) as refused:
        unit_order(run(), "size")
    assert refused.value.code == "unknown"
