"""What the server sends to 'Gates over time', and how little of it."""

from __future__ import annotations

import json
import re
from html import unescape

import numpy as np
import pytest
from safetensors.numpy import load
from streamlit.testing.v1 import AppTest

from lstm_viz.gates_config import MODELS, SOURCES, GatesConfig, gates_trace
from lstm_viz.ui.gates import all_units, one_unit
from lstm_viz.ui.gates_controls import GatesView
from lstm_viz.ui.language import translator
from lstm_viz.ui.server import MAIN_SCRIPT
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


def page(**query):
    app = AppTest.from_file(str(MAIN_SCRIPT), default_timeout=30)
    app.run()
    app.switch_page("../../pages/gates.py")
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def shown(app):
    """What the player receives of all units."""
    (blob,) = [c.proto.bytes for c in app.get("bidi_component") if c.proto.component_name == "lstm_panels"]
    return opened(blob)


def told(app):
    return [
        unescape(re.sub(r"<[^>]*>", " ", e.proto.body)) for e in app.get("html") if "class='lv-card'" in e.proto.body
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_source_and_model_can_be_chosen_after_every_other(lang):
    app = page(lang=lang, hidden="3")
    for source in SOURCES:
        app.session_state["gates_source"] = source
        app.run()
        assert not app.exception
        assert told(app) == [], source
        meta, arrays = shown(app)
        # 'columns' waits for its file, and the picture stays as it was.
        assert meta["query"]["source"] == (SOURCES[-2] if source == "columns" else source)
        assert np.isfinite(arrays["c"]).all()
    for model in MODELS:
        app.session_state["gates_model"] = model
        app.run()
        assert not app.exception
        assert told(app) == [], model


def test_a_larger_table_that_no_longer_fits_leaves_the_picture_as_it_was():
    app = page(source="columns", hidden="100")
    app.text_area(key="gates_pasted").set_value("1\n2\n3").run()
    before = shown(app)[1]["c"]
    assert before.shape == (100, 3)
    app.text_area(key="gates_pasted").set_value("\n".join(map(str, range(3000)))).run()
    assert not app.exception
    assert "66" in told(app)[0]
    np.testing.assert_array_equal(shown(app)[1]["c"], before)
    next(button for button in app.button if "2,000" in button.label).click().run()
    assert told(app) == []
    assert shown(app)[1]["c"].shape == (100, 2000)


def test_hostile_column_names_reach_the_player_as_data_only():
    name = "<img src=x onerror=alert(1)>"
    app = page(source="columns", hidden="2")
    app.text_area(key="gates_pasted").set_value(f'"{name}","![x](http://a.b)"\n1,a\n2,b\n3,c').run()
    assert not app.exception
    meta, _arrays = shown(app)
    assert name not in json.dumps(meta["panels"])
    assert not any("a.b" in caption.value for caption in [*app.caption, *app.markdown])


def test_what_is_absurd_in_the_address_is_explained_and_nothing_breaks():
    app = page(hidden="1e9", steps="-4", args="period:nan", panels="<b>", pins="x" * 5000, gain="0", unit="99", op="zz")
    assert len(told(app)) == 1
    assert shown(app)[0]["query"]["hidden"] == "16"
