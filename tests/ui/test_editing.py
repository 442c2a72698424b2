"""Messages of the player: the browser may send anything, and what cannot be taken changes nothing."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_viz.config import StepConfig
from lstm_viz.lab import Lab
from lstm_viz.ui import editing


def script():
    import streamlit as st

    from lstm_viz.config import StepConfig
    from lstm_viz.ui import editing

    st.session_state.setdefault("step_config", StepConfig())
    editing.take(st.session_state["message"])
    st.session_state["read"] = editing.answer()


def sent(message: object) -> AppTest:
    app = AppTest.from_function(script, default_timeout=30)
    app.session_state["message"] = message
    app.run()
    assert not app.exception
    return app


def edited(**change: object) -> dict[str, object]:
    return {**Lab.of(StepConfig()).document(), **change}


def test_an_edit_becomes_the_sessions_lab_and_the_fields_follow():
    app = sent({"id": 3, "lab": edited(sequence=[["1/2"], [7]], preset="latch", notes="mine")})
    lab, answer = app.session_state["lab"], app.session_state["read"]
    assert (answer.id, answer.error, answer.opened) == (3, None, None)
    np.testing.assert_array_equal(lab.x, [[0.5], [7]])
    assert (app.session_state["seq"], app.session_state["preset"]) == ("0.5, 7", "latch")
    assert lab.notes == "", "notes and predictions stay in the browser"


@pytest.mark.parametrize(
    "message",
    [
        None,
        "lab",
        [1],
        {},
        {"id": "1", "reset": True},
        {"id": True, "reset": True},
        {"id": -1, "reset": True},
        {"id": 2**70, "reset": True},
    ],
)
def test_what_is_no_message_is_passed_over(message):
    app = sent(message)
    assert app.session_state["read"] == editing.Answer()
    assert "lab" not in app.session_state


@pytest.mark.parametrize(
    "content",
    [
        {"lab": None},
        {"lab": "x" * 2_000_000},
        {"lab": edited(sequence=[[1e300]])},
        {"lab": edited(weights={"weight_ih": [[1e6]] * 4, "weight_hh": [[1e6]] * 4, "bias": ["abc", 0, 0, 0]})},
        {"open": 5},
        {"open": "{" * 100_000},
        {"unit": "many"},
        {"unit": -1},
        {"unit": {"a": 1}},
    ],
    ids=lambda content: str(content)[:40],
)
def test_what_cannot_be_taken_is_explained_and_changes_nothing(content):
    app = sent({"id": 1, **content})
    answer = app.session_state["read"]
    assert answer.id == 1
    assert str(answer.error).endswith(".")
    assert "lab" not in app.session_state
    assert "seq" not in app.session_state


def test_what_is_computed_on_demand_is_computed_once_and_only_what_there_is():
    app = sent({"id": 1, "asks": ["ranking", "rm -rf", 5, ["ranking"]]})
    assert app.session_state["read"].asks == {"ranking"}
    assert app.session_state[editing.ANSWER].asks == frozenset()
    assert sent({"id": 1, "asks": "ranking"}).session_state["read"].asks == frozenset()
