"""From a trained model to 'Step by hand': the screen has the model's numbers, and the ways back to them."""

import json

import numpy as np
from streamlit.testing.v1 import AppTest

from lstm_viz.slices import Slice
from tests.ui.pages import cards, page_of, received


def script():
    import streamlit as st

    from lstm_viz.checkpoints import load_checkpoint
    from lstm_viz.slices import Selection
    from lstm_viz.ui.opening import put_into_step

    put_into_step(load_checkpoint("next_number"), [2.0, 4.0, 6.0, 8.0, 10.0], Selection(unit=2, start=1))
    st.session_state["done"] = True


def opened() -> AppTest:
    made = AppTest.from_function(script, default_timeout=30).run()
    assert not made.exception
    kept = ("step_piece", "lab", "preset", "seq", "units", "unit")
    return page_of("", {name: made.session_state[name] for name in kept})


def test_the_screen_shows_the_piece_and_says_which_it_is():
    app = opened()
    meta, arrays = received(app, "lstm_player")
    assert cards(app) == []
    piece = app.session_state["step_piece"]
    assert isinstance(piece, Slice)
    np.testing.assert_array_equal(arrays["x"], [[4], [6], [8], [10]])
    np.testing.assert_array_equal(arrays["h0"], piece.lab.h0)
    assert arrays["h0"].any()
    assert (meta["example"], meta["unit"], meta["lab"]["edited"]) == ("model", 2, True)
    said = " ".join(caption.value for caption in app.caption)
    assert "Layer 1, forward, steps 2 to 5 of the input." in said
    assert "8.166" in said


def test_another_example_and_back_is_the_piece_again():
    app = opened()
    before = received(app, "lstm_player")[1]
    for preset in ("golden", "model"):
        app.session_state["preset"] = preset
        app.session_state["seq"] = "4, 6, 8, 10"
        app.run()
    after = received(app, "lstm_player")[1]
    assert cards(app) == []
    assert all((after[name] == before[name]).all() for name in before)


def test_a_lab_file_of_it_opens_in_a_session_without_the_model():
    document = json.loads(opened().session_state["lab"].to_json())

    def reading():
        import streamlit as st

        from lstm_viz.config import StepConfig
        from lstm_viz.ui import editing
        from lstm_viz.ui.controls import present_config

        st.session_state.setdefault("step_config", StepConfig())
        editing.take({"id": 1, "open": st.session_state["file"]})
        st.session_state["read"] = editing.answer(), present_config()

    app = AppTest.from_function(reading, default_timeout=30)
    app.session_state["file"] = json.dumps(document)
    app.run()
    assert not app.exception
    answer, (config, errors) = app.session_state["read"]
    assert (answer.error, errors) == (None, ())
    assert (config.preset, config.units) == ("model", 8)
