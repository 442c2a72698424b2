"""What the server sends to 'Gates over time', and how little of it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from safetensors.numpy import load

from lstm_viz.gates_config import GatesConfig, gates_trace
from lstm_viz.ui.gates import all_units, one_unit
from lstm_viz.ui.gates_controls import GatesView
from lstm_viz.ui.language import translator
from lstm_viz.unit_order import unit_order

ENGLISH = translator("en")


def view_of(**fields):
    config = GatesConfig(**fields)
    return GatesView(config, config.x(), gates_trace(config), 0, 1)


def spread(part, shared):
    """As ui/player/blob.js puts back what is sent once for several places."""
    if isinstance(part, list):
        return [spread(inner, shared) for inner in part]
    if isinstance(part, dict):
        if type(part.get("same")) is int:
            return shared[part["same"]]
        return {k: spread(v, shared) for k, v in part.items()}
    return part


def opened(blob):
    length = int.from_bytes(blob[:8], "little")
    meta = json.loads(json.loads(blob[8 : 8 + length])["__metadata__"]["meta"])
    return spread(meta, meta.pop("shared")), load(blob)


@pytest.mark.parametrize(("steps", "hidden"), [(200, 64), (1000, 128)])
def test_the_bytes_of_the_panels_are_at_most_a_tenth_more_than_the_float32_arrays(steps, hidden):
    view = view_of(steps=steps, hidden=hidden)
    arrays = 6 * steps * hidden * 4
    assert len(all_units(view, "zh", translator("zh"))) <= 1.1 * arrays
    assert len(one_unit(view, 0, "zh", translator("zh"))) <= 0.15 * arrays, "the shown unit's, float64"


@pytest.mark.parametrize("order", ["given", "mean", "input"])
def test_the_panels_hold_the_signals_in_the_order_asked_for(order):
    view = view_of(source="walk", steps=30, hidden=6, order=order)
    meta, arrays = opened(all_units(view, "en", ENGLISH))
    assert meta["order"] == unit_order(view.trace, order).tolist()
    for signal in "fiogch":
        np.testing.assert_array_equal(arrays[signal], view.trace[signal].T[meta["order"]].astype(np.float32))
        assert meta["panels"][signal]["light"]["data"][0]["z"] == {"array": signal}
        assert meta["panels"][signal]["dark"]["data"][0]["z"] == {"array": signal}


def test_the_shown_unit_comes_with_all_its_digits_and_its_rows_of_the_weights():
    view = view_of(source="adding", steps=30, hidden=6, unit=4, panels="f,lines,curve")
    meta, arrays = opened(one_unit(view, 7, "en", ENGLISH))
    assert (meta["unit"], meta["answer"], set(meta["panels"])) == (3, 7, {"lines", "curve"})
    for signal in view.trace.signals:
        np.testing.assert_array_equal(arrays[signal], view.trace[signal][:, 3])
    np.testing.assert_array_equal(arrays["weight_ih"], view.trace.params.weight_ih[[3, 9, 15, 21]])
    np.testing.assert_array_equal(arrays["bias"], view.trace.params.bias[[3, 9, 15, 21]])


def test_both_parts_of_a_run_carry_one_key_and_another_run_another():
    view, other = view_of(unit=2, panels="c,h"), view_of(weights_seed=1)
    key, unit_key = (
        opened(part)[0]["key"] for part in (all_units(view, "en", ENGLISH), one_unit(view, 0, "en", ENGLISH))
    )
    assert key == unit_key
    assert key == opened(all_units(view_of(), "en", ENGLISH))[0]["key"], "the choice of unit and panels is no other run"
    assert key != opened(all_units(other, "en", ENGLISH))[0]["key"]


def test_a_ledger_of_too_many_steps_is_refused_in_its_panel_and_the_others_are_drawn():
    meta, _arrays = opened(one_unit(view_of(steps=600, panels="ledger,curve"), 0, "en", ENGLISH))
    assert set(meta["panels"]) == {"curve"}
    assert "512" in meta["refused"]["ledger"]
