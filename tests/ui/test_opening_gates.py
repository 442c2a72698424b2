"""From a trained model to 'Gates over time': the first layer over its task's own sequence, or over measured numbers."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_viz.checkpoints import load_checkpoint
from lstm_viz.models import Model
from lstm_viz.ui.gates_controls import CONFIG, FIELDS, SHOWN_FILES
from lstm_viz.ui.gates_widgets import COLUMNS, MODEL, field_key
from tests.models import model
from tests.ui.pages import cards, opened, page_of, received


def script():
    import streamlit as st

    from lstm_viz.ui.opening import put_into_gates

    put_into_gates(st.session_state["given"], st.session_state["x"])


def gates(given: Model, x: object = None) -> AppTest:
    made = AppTest.from_function(script, default_timeout=30)
    made.session_state["given"], made.session_state["x"] = given, x
    made.run()
    assert not made.exception
    kept = (CONFIG, SHOWN_FILES, MODEL, *map(field_key, FIELDS), *([] if x is None else [COLUMNS]))
    app = page_of("gates", {name: made.session_state[name] for name in kept})
    assert cards(app) == []
    return app


def test_it_opens_on_the_tasks_own_sequence_at_its_end():
    known = load_checkpoint("sine")
    app = gates(known)
    meta, arrays = received(app, "lstm_panels")
    nt = known.network.trace(known.data.probe)
    np.testing.assert_allclose(arrays["h"], nt.layers[0].forward.h.T, rtol=0, atol=1e-6)
    np.testing.assert_allclose(arrays["raw"], known.scaling.undo(known.data.probe), rtol=0, atol=1e-12)
    assert (meta["start"]["t"], meta["linked"]) == (99, False)
    assert "0.7006" in " ".join(caption.value for caption in app.caption)


def test_measured_numbers_are_scaled_as_the_model_was():
    known = load_checkpoint("next_number")
    meta, arrays = received(gates(known, [1.0, 2.0, 3.0, 4.0]), "lstm_panels")
    np.testing.assert_array_equal(arrays["raw"], [[1], [2], [3], [4]])
    np.testing.assert_allclose(arrays["x"], known.scaling.apply(arrays["raw"]), rtol=0, atol=1e-12)
    assert meta["query"]["source"] == "columns"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_reverse_direction_takes_its_former_state_from_the_step_behind(lang):
    app = gates(model("next_number", 2, 2, 2))
    app.session_state["lang"] = lang
    app.number_input(key="gates_layer").set_value(2).run()
    way = next(box for box in app.selectbox if box.key.startswith("gates_direction"))
    way.set_value("reverse").run()
    assert cards(app) == []
    (blob,) = [c.proto.bytes for c in app.get("bidi_component") if c.proto.component_name.endswith("_unit")]
    meta, arrays = opened(blob)
    assert meta["reverse"] is True
    kept = arrays["f"][:-1] * arrays["c"][1:] + arrays["i"][:-1] * arrays["g"][:-1]
    np.testing.assert_allclose(arrays["c"][:-1], kept, rtol=0, atol=1e-14)
