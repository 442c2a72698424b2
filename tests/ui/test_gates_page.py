"""What the server sends to 'Gates over time', and how little of it."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from lstm_viz.cells.params import LSTMParams
from lstm_viz.config import StepConfig
from lstm_viz.gates_config import MODELS, SOURCES, GatesConfig, gates_trace
from lstm_viz.lab import Lab
from lstm_viz.ui.gates import all_units, one_unit
from lstm_viz.ui.gates_controls import GatesView
from lstm_viz.ui.language import translator
from lstm_viz.unit_order import unit_order
from tests.ui.pages import cards, opened, page_of, received

ENGLISH = translator("en")
page = partial(page_of, "gates")
shown = partial(received, component="lstm_panels")  # of all units


def view_of(**fields):
    config = GatesConfig(**fields)
    return GatesView(config, config.x(), gates_trace(config))


@pytest.mark.parametrize(("steps", "hidden"), [(200, 64), (1000, 128)])
def test_the_bytes_of_the_panels_are_at_most_a_tenth_more_than_the_float32_arrays(steps, hidden):
    view = view_of(steps=steps, hidden=hidden)
    arrays = 6 * steps * hidden * 4
    panels, unit = len(all_units(view, "zh", translator("zh"))), len(one_unit(view, 0, "zh", translator("zh")))
    assert panels + unit <= 1.1 * arrays


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
    assert "weight_ih" not in arrays, "no equation writes the products of so many out"
    few = view_of(source="typed", seq="1, 2, 3", hidden=2, unit=2)
    _meta, arrays = opened(one_unit(few, 7, "en", ENGLISH))
    np.testing.assert_array_equal(arrays["weight_ih"], few.trace.params.weight_ih[[1, 3, 5, 7]])
    np.testing.assert_array_equal(arrays["bias"], few.trace.params.bias[[1, 3, 5, 7]])


def test_both_parts_of_a_run_carry_one_key_and_another_run_another():
    view, other = view_of(unit=2, panels="c,h"), view_of(weights_seed=1)
    key, unit_key = (
        opened(part)[0]["key"] for part in (all_units(view, "en", ENGLISH), one_unit(view, 0, "en", ENGLISH))
    )
    assert key == unit_key
    assert key == opened(all_units(view_of(), "en", ENGLISH))[0]["key"], "the choice of unit and panels is no other run"
    assert key != opened(all_units(other, "en", ENGLISH))[0]["key"]


def test_the_ledger_of_a_long_run_is_the_part_around_the_step_in_view():
    meta, arrays = opened(one_unit(view_of(steps=1500, hidden=2, panels="ledger", t=900), 0, "en", ENGLISH))
    light, dark = (meta["panels"]["ledger"][theme]["data"][0]["z"] for theme in ("light", "dark"))
    assert light == dark
    assert arrays[light["array"]].shape == (513, 512)
    assert meta["panels"]["ledger"]["light"]["layout"]["xaxis"]["range"] == [644.5, 1156.5]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_source_and_model_can_be_chosen_after_every_other(lang):
    app = page(lang=lang, hidden="3")
    for source in SOURCES:
        app.session_state["gates_source"] = source
        app.run()
        assert not app.exception
        assert bool(cards(app)) == (source == "probe"), source
        meta, arrays = shown(app)
        assert meta["lang"] == lang
        # 'columns' waits for its file, and the picture stays as it was.
        assert meta["query"]["source"] == ("text" if source in ("columns", "probe") else source)
        assert np.isfinite(arrays["c"]).all()
    app.session_state["gates_source"] = "sine"
    for model in MODELS:
        app.session_state["gates_model"] = model
        app.run()
        assert not app.exception
        assert bool(cards(app)) == (model == "copy"), model  # which takes six features


def test_a_larger_table_that_no_longer_fits_leaves_the_picture_as_it_was():
    app = page(source="columns", hidden="100")
    app.text_area(key="gates_pasted").set_value("1\n2\n3").run()
    before = shown(app)[1]["c"]
    assert before.shape == (100, 3)
    app.text_area(key="gates_pasted").set_value("\n".join(map(str, range(3000)))).run()
    assert not app.exception
    assert "66" in cards(app)[0]
    np.testing.assert_array_equal(shown(app)[1]["c"], before)
    next(button for button in app.button if "2,000" in button.label).click().run()
    assert cards(app) == []
    assert shown(app)[1]["c"].shape == (100, 2000)


def open_table(name):
    app = page(source="columns", hidden="2")
    app.text_area(key="gates_pasted").set_value(f'"{name}","![x](http://a.b)"\n1,a\n2,b\n3,c').run()
    assert not app.exception
    return shown(app)[0], app


def test_hostile_column_names_reach_the_player_as_data_only():
    name = "<img src=x onerror=alert(1)>"
    meta, app = open_table(name)
    assert name in meta["features"], "set as text by the player"
    assert name not in json.dumps(meta["panels"])
    assert not any("a.b" in caption.value for caption in [*app.caption, *app.markdown])


def test_what_is_absurd_in_the_address_is_explained_and_nothing_breaks():
    app = page(hidden="1e9", steps="-4", args="period:nan", panels="<b>", pins="x" * 5000, gain="0", unit="99", op="zz")
    assert len(cards(app)) == 1
    assert shown(app)[0]["query"]["hidden"] == "16"


def test_a_link_to_a_file_that_is_not_there_and_to_too_much_at_once_opens_all_the_same():
    app = page(source="columns", steps="3000", hidden="128", panels="lines,ledger", unit="5", t="9")
    assert "66" not in "".join(cards(app)), "what is too large is the sine behind it, which nobody has asked for"
    assert shown(app)[0]["start"]["panels"] == ["lines", "ledger"]


def test_a_refused_link_keeps_its_view_and_the_size_that_fits_brings_it():
    app = page(source="co2", hidden="128", panels="lines,ledger", unit="5", t="9", size="l")
    assert "87" in cards(app)[0]
    next(button for button in app.button if "87" in button.label).click().run()
    start = shown(app)[0]["start"]
    assert (start["panels"], start["unit"], start["t"], start["size"]) == (["lines", "ledger"], 4, 8, "l")


def test_a_choice_made_once_does_not_come_back_after_another_parameter():
    app = page(hidden="16")
    app.session_state["gates_answer"], app.session_state["gates_chosen"] = 1, {"unit": 10}
    app.run()
    assert app.session_state["gates_config"].unit == 10
    for hidden in (4, 16):
        app.session_state["gates_hidden"] = hidden
        app.run()
    assert app.session_state["gates_config"].unit == 4


def test_two_labs_that_differ_in_one_bias_are_two_runs():
    keys = set()
    for bias in (0, 1):
        lab = Lab.of(StepConfig(units=2))
        lab = replace(lab, params=LSTMParams(lab.params.weight_ih, lab.params.weight_hh, lab.params.bias + bias))
        config = GatesConfig(source="typed", model="lab")
        keys.add(
            opened(all_units(GatesView(config, config.x(), gates_trace(config, None, lab)), "en", ENGLISH))[0]["key"]
        )
    assert len(keys) == 2
