"""The experiments of the cards that need a number from the library."""

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.cells.presets import PRESETS
from lstm_viz.sequences import parse_sequence
from lstm_viz.ui.cards import CARDS, half_open

SEQUENCES = [preset.sequence for preset in PRESETS.values()] + ["0, 0, 0", "-3 0.5 1000", "1,2; 3,4; -5,60", "0.1"]


@pytest.mark.parametrize("sequence", SEQUENCES)
@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("units", [1, 2])
def test_the_found_input_opens_the_input_gate_about_halfway_and_is_another_one(preset, sequence, units):
    x = parse_sequence(sequence, steps=64, features=8)
    params = lv.init_params("lstm", x.shape[1], units, preset, seed=3)
    trace = lv.trace("lstm", params, x)
    found = half_open(trace, units - 1)
    assert found.shape == (len(x), 2)
    for t, (feature, value) in enumerate(found):
        if np.isnan(value):
            weight = np.abs(params.weight_ih[units - 1]).max()
            assert abs(trace.a_i[t, units - 1]) + abs(x[t]).max() * weight > 900 * weight, "no input within reach"
            continue
        changed = x.copy()
        changed[t, int(feature)] = value
        assert value != x[t, int(feature)]
        assert value == round(value, 2)
        i = lv.trace("lstm", params, changed).i[t, units - 1]
        assert 0.17 < i < 0.83


def test_an_input_without_weight_cannot_open_a_gate():
    params = lv.LSTMParams(np.zeros((4, 1)), np.ones((4, 1)), np.ones(4))
    assert np.isnan(half_open(lv.trace("lstm", params, [1, 2]), 0)).all()


def test_an_operation_has_one_card_at_most():
    assert len({card.operation for card in CARDS}) == len(CARDS)
