"""Slices of trained networks: whatever layer, direction, unit and window, the lab has the network's own numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

import lstm_viz as lv
from lstm_viz.checkpoints import CHECKPOINTS, load_checkpoint
from lstm_viz.lab import Lab
from lstm_viz.slices import Selection, cut
from lstm_viz.ui.language import translator
from lstm_viz.ui.model_words import of_slice
from tests.models import measured, model

CASES = [
    ("next_number", 8, 1, 1, 0, "forward", 3, 0, 12, ""),
    ("next_number", 8, 1, 2, 0, "reverse", 3, 2, 9, ""),
    ("next_number", 4, 2, 2, 1, "forward", 1, 0, 12, ""),
    ("next_number", 9, 1, 1, 0, "forward", 8, 5, 69, "units"),
    ("next_number", 9, 2, 2, 1, "reverse", 0, 10, 70, "all"),
    ("next_number", 9, 2, 2, 0, "reverse", 4, 0, 64, "units"),
    ("learnable_rule", 3, 1, 1, 0, "forward", 2, 1, 5, "all"),
    ("copy", 20, 1, 1, 0, "forward", 19, 0, 14, "all"),
    ("copy", 8, 2, 1, 1, "forward", 7, 3, 14, ""),
    ("digits", 4, 3, 2, 2, "reverse", 3, 4, 8, ""),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_slice_computes_the_networks_own_numbers(case: Any) -> None:
    task, hidden, layers, directions, layer, direction, unit, start, stop, summed = case
    m = model(task, hidden, layers, directions)
    x = measured(m, 70)
    piece = cut(m, x, Selection(layer, direction, unit, start, stop))
    assert piece.summed == summed
    whole = getattr(m.network.trace(m.scaling.apply(x)).layers[layer], direction)
    lab = Lab.parse(piece.lab.to_json())  # as a file, or an edit, has it
    tr = lab.trace()
    rows = slice(start, stop)
    for name in tr.signals:
        want = whole[name][rows][:: -1 if direction == "reverse" else 1]
        want = want[:, [unit]] if summed else want
        assert_allclose(tr[name], want, rtol=0, atol=1e-12)
    assert tr.params.inputs <= 8
    assert tr.hidden <= 8


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_of_a_checkpoint_the_output_is_the_networks_in_plain_numbers(name: str) -> None:
    m = load_checkpoint(name)
    x = m.scaling.undo(m.data.probe[: m.data.test.x.shape[1]])
    lab = cut(m, x).lab
    told = m.network.trace(m.scaling.apply(x)).output
    if name == "copy":
        assert lab.output is None
    else:
        found = lab.outputs(lab.trace())
        assert found is not None
        assert_allclose(found, m.scaling.undo(told)[:, 0], rtol=0, atol=1e-11)


@pytest.mark.parametrize(
    "asked",
    [
        {"layer": 1},
        {"layer": -1},
        {"direction": "reverse"},
        {"direction": "up"},
        {"unit": 8},
        {"start": 70},
        {"start": 4, "stop": 4},
        {"stop": 71},
        {"start": 0, "stop": 65},
        {"x": np.zeros((3, 2))},
        {"x": np.zeros((3, 2, 1))},
        {"x": [1.0, np.nan]},
        {"x": []},
    ],
    ids=str,
)
def test_what_is_not_there_is_refused_in_one_sentence(asked: Any) -> None:
    x, selection = asked.get("x", np.arange(70.0)), Selection(**{k: v for k, v in asked.items() if k != "x"})
    with pytest.raises(lv.InputError) as caught:
        cut(load_checkpoint("next_number"), x, selection)
    assert str(caught.value)


def test_without_a_window_the_first_64_steps_are_taken() -> None:
    m = load_checkpoint("next_number")
    assert [len(cut(m, np.arange(n), Selection(start=s)).lab.x) for n, s in ((70.0, 0), (70.0, 10), (5.0, 3))] == [
        64,
        60,
        2,
    ]


def test_the_screen_says_which_piece_it_is() -> None:
    said = of_slice(
        cut(model("next_number", 9, 1, 2), np.arange(70.0), Selection(0, "reverse", 4, 2, 60)), translator("en")
    )
    assert said.startswith("Unit 5 of layer 1, reverse, from the last step to the first, steps 3 to 60 of the input.")
    assert "four more inputs of weight 1" in said
    assert "(x − " in said
