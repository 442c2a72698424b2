"""The metrics, against figures worked out by hand and by their definitions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_viz.tasks import Data, Part, Scaling, classes, confusion, measure
from lstm_viz.tasks.metrics import classification, regression


def test_regression_by_hand():
    # errors 1, 0, -1, 2: squares 6, absolutes 4; truth 1, 2, 3, 4: spread 5
    found = regression(np.array([2.0, 2, 2, 6]), np.array([1.0, 2, 3, 4]))
    assert found == {"rmse": pytest.approx(np.sqrt(1.5)), "mae": 1, "r2": pytest.approx(1 - 6 / 5)}


def test_r2_of_a_constant_is_one_if_hit_and_nought_if_missed():
    assert regression(np.ones(3), np.ones(3))["r2"] == 1
    assert regression(np.zeros(3), np.ones(3))["r2"] == 0


def test_classification_by_hand():
    # truth 0 0 0 1 1 2, told 0 0 1 1 2 2
    table = confusion(np.array([0, 0, 0, 1, 1, 2]), np.array([0, 0, 1, 1, 2, 2]), 3)
    assert table.tolist() == [[2, 1, 0], [0, 1, 1], [0, 0, 1]]
    found = classification(table)
    assert found["accuracy"] == pytest.approx(4 / 6)
    assert found["precision"] == pytest.approx((1 + 1 / 2 + 1 / 2) / 3)
    assert found["recall"] == pytest.approx((2 / 3 + 1 / 2 + 1) / 3)
    assert found["f1"] == pytest.approx((4 / 5 + 1 / 2 + 2 / 3) / 3)


def test_a_class_never_met_is_left_out_and_one_never_told_counts_as_nought():
    found = classification(confusion(np.array([0, 0, 1]), np.array([0, 0, 0]), 5))
    assert found["precision"] == pytest.approx((2 / 3 + 0) / 2)
    assert found["recall"] == pytest.approx(1 / 2)
    assert found["f1"] == pytest.approx((4 / 5 + 0) / 2)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40))
def test_classification_agrees_with_the_definitions(pairs):
    truth, told = (np.array(column) for column in zip(*pairs, strict=True))
    found = classification(confusion(truth, told, 4))
    shares = []
    for one in sorted({*truth.tolist(), *told.tolist()}):
        hit = sum(t == p == one for t, p in pairs)
        precision, recall = hit / max(1, (told == one).sum()), hit / max(1, (truth == one).sum())
        shares.append((precision, recall, 2 * precision * recall / (precision + recall) if hit else 0))
    for name, values in zip(("precision", "recall", "f1"), zip(*shares, strict=True), strict=True):
        assert found[name] == pytest.approx(np.mean(values))
    assert found["accuracy"] == pytest.approx((truth == told).mean())


def test_what_is_not_asked_is_not_measured():
    outputs = np.eye(3)[[[0, 1], [2, 2]]]
    truth, told = classes("cross-entropy", outputs, np.array([[-1, 1], [2, -1]]))
    assert truth.tolist() == told.tolist() == [1, 2]


def test_numbers_are_measured_in_their_own_unit():
    part = Part(np.zeros((2, 3, 1)), np.array([[0.0], [1.0]]))
    data = Data(part, part, part, Scaling(np.array([10.0]), np.array([4.0])), ("x",), part.x[0])
    assert measure("mse", np.array([[0.5], [1.0]]), data, part)["mae"] == 1  # half a deviation of 4, then nothing


def test_a_logit_above_nought_is_a_yes():
    truth, told = classes("bce", np.array([[-0.1], [0.2], [3.0]]), np.array([[0.0], [0.0], [1.0]]))
    assert (truth.tolist(), told.tolist()) == ([0, 0, 1], [0, 1, 1])
