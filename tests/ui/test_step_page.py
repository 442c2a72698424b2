"""The page 'Step by hand' as a script: what it sends to the player is what the library computes."""

import re
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import lstm_viz as lv
from lstm_viz.cells.presets import PRESETS
from lstm_viz.checkpoints import CHECKPOINTS, load_checkpoint
from lstm_viz.lab import Lab
from lstm_viz.ui.server import MAIN_SCRIPT
from tests.ui.pages import cards, page_of, received

run = partial(page_of, "")
payload = partial(received, component="lstm_player")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_arrives_as_computed(preset, lang):
    app = run(preset=preset, units="2", seed="3", lang=lang)
    assert cards(app) == []
    meta, arrays = payload(app)
    steps = np.fromstring(PRESETS[preset].sequence, sep=",")
    trace = lv.trace("lstm", lv.init_params("lstm", 1, 2, preset, seed=3), steps)
    for name in trace.signals:
        assert arrays[name].dtype == np.float64
        np.testing.assert_array_equal(arrays[name], trace[name])
    for name in ("weight_ih", "weight_hh", "bias"):
        np.testing.assert_array_equal(arrays[name], getattr(trace.params, name))
    assert meta["lang"] == lang
    if PRESETS[preset].output:
        np.testing.assert_allclose(arrays["y"], PRESETS[preset].output * trace.h.sum(axis=1), rtol=1e-15)
    else:
        assert "y" not in arrays


def test_the_home_page_is_the_golden_sheet():
    meta, arrays = payload(run())
    assert meta["start"] == {"t": 0, "operation": 0, "view": "table", "predict": "off"}
    np.testing.assert_allclose(arrays["h"][:, 0], [0.256356, 0.639790, 0.870678, 0.956556], atol=5e-7)
    np.testing.assert_allclose(arrays["y"], 4 * arrays["h"][:, 0])


def test_the_address_sets_everything():
    app = run(
        seq="1 0; 0 1; 1/2, 3",
        preset="torch",
        seed="7",
        units="3",
        unit="2",
        t="2",
        op="g",
        decimals="6",
        predict="faded",
        view="units",
        lang="zh",
    )
    meta, arrays = payload(app)
    assert cards(app) == []
    np.testing.assert_array_equal(arrays["x"], [[1, 0], [0, 1], [0.5, 3]])
    assert meta["start"] == {"t": 1, "operation": 3, "view": "units", "predict": "faded"}
    assert (meta["unit"], meta["decimals"]) == (1, 6)
    assert meta["query"]["seed"] == "7"
    assert app.session_state["units"] == 3


def test_lines_in_the_address_become_one_line_of_the_same_numbers():
    app = run(seq="1,2\n3,4\r\n5,6")
    assert "\n" not in app.text_input(key="seq").value
    app.run()
    np.testing.assert_array_equal(payload(app)[1]["x"], [[1, 2], [3, 4], [5, 6]])


def test_a_bad_sequence_keeps_the_former_picture():
    app = run(seq="2, 4")
    app.text_input(key="seq").set_value("2, two").run()
    assert not app.exception
    (card,) = cards(app)
    assert "two" in card
    np.testing.assert_array_equal(payload(app)[1]["x"], [[2], [4]])
    assert app.text_input(key="seq").value == "2, two", "what was typed is not lost"
    app.text_input(key="seq").set_value("2, 3").run()
    assert cards(app) == []
    np.testing.assert_array_equal(payload(app)[1]["x"], [[2], [3]])


def test_an_example_brings_its_sequence():
    app = run(seq="9, 9")
    app.selectbox(key="preset in en").set_value("latch").run()
    assert app.text_input(key="seq").value == PRESETS["latch"].sequence
    assert payload(app)[1]["x"].shape == (6, 1)


def test_changed_numbers_are_the_learners_own_in_the_sidebar():
    app = run()
    assert "Your own numbers, begun from this example." not in [caption.value for caption in app.caption]
    lab = Lab.of(app.session_state["step_config"])
    bias = lab.params.bias.copy()
    bias[0] = 1
    app.session_state["lab"] = replace(lab, params=replace(lab.params, bias=bias))
    app.run()
    assert "Your own numbers, begun from this example." in [caption.value for caption in app.caption]
    app.session_state["lab"] = lab
    app.run()
    assert "Your own numbers, begun from this example." not in [caption.value for caption in app.caption]


def test_fewer_units_than_the_one_shown_is_no_error():
    app = run(units="4", unit="4", preset="torch")
    app.number_input(key="units").set_value(2).run()
    assert not app.exception
    assert cards(app) == []
    meta, arrays = payload(app)
    assert (meta["unit"], arrays["h"].shape[1]) == (1, 2)
    assert app.number_input(key="unit").value == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("t", "-3"),
        ("t", "999"),
        ("units", "1e9"),
        ("unit", "2"),
        ("seed", "-1"),
        ("op", "<script>"),
        ("preset", "nan"),
        ("decimals", "∞"),
        ("seq", "1" * 100_000),
        ("seq", "<img src=x onerror=alert(1)>"),
        ("seq", "nan"),
        ("lang", "xx"),
    ],
)
def test_an_absurd_address_shows_the_worked_example_and_says_why(name, value):
    app = run(**{name: value})
    (card,) = cards(app)
    (source,) = [e.proto.body for e in app.get("html") if "class='lv-card'" in e.proto.body]
    assert re.findall(r"<[^>]*>", source) == ["<div class='lv-card' role='alert'>", *["<p>", "</p>"] * 2, "</div>"]
    assert card
    np.testing.assert_array_equal(payload(app)[1]["x"][:, 0], [1, 2, 3, 4])
    app.run()
    assert cards(app) == [], "said once"


def test_the_language_follows_browser_then_address_then_switch():
    app = AppTest.from_file(str(MAIN_SCRIPT), default_timeout=30)
    app.context = {"locale": "zh-CN"}
    app.run()
    assert payload(app)[0]["lang"] == "zh"
    app.session_state["lang"] = "en"
    app.run()
    meta, _ = payload(app)
    assert (meta["lang"], meta["text"]["table"]) == ("en", "All steps")


@pytest.mark.parametrize("unit", [1, 3])
def test_the_ledger_of_the_shown_unit_sums_to_its_cell_state(unit):
    _, arrays = payload(run(units="3", preset="torch", seq="1 -2 3 -4", unit=str(unit)))
    ledger = arrays["ledger"]
    np.testing.assert_allclose(ledger.sum(axis=1), arrays["c"][:, unit - 1], atol=1e-12)
    assert arrays["ledger_reach"].shape == (4, 2)
    for t, (below, above) in enumerate(arrays["ledger_reach"]):
        stacks = ledger[: t + 1]
        assert -below == min(stack[stack < 0].sum() for stack in stacks), "no later step counts"
        assert above == max(stack[stack > 0].sum() for stack in stacks)


def test_no_array_is_sent_twice():
    _, arrays = payload(run(units="3", preset="torch"))
    drawn = [name for name in arrays if name.startswith("meta.")]
    assert len(drawn) <= 4, "time, and one gate each: both themes share them"
    for name in drawn:
        assert [other for other in arrays if np.array_equal(arrays[other], arrays[name])] == [name]


def test_a_language_switch_leaves_the_choice_of_an_example_alive():
    app = run()
    for lang, preset in [("zh", "latch"), ("en", "counter"), ("zh", "golden")]:
        app.session_state["lang"] = lang
        app.run()
        app.selectbox(key=f"preset in {lang}").set_value(preset).run()
        assert not app.exception
        assert payload(app)[0]["example"] == preset


@pytest.mark.parametrize(("field", "value"), [("units", 99), ("units", -1), ("unit", 5), ("decimals", 7)])
def test_a_number_beyond_its_range_is_explained_and_changes_nothing(field, value):
    app = run(units="2", preset="torch")
    before = payload(app)[0]["query"]
    app.number_input(key=field).set_value(value).run()
    assert not app.exception
    (card,) = cards(app)
    assert str(value) in card
    assert app.number_input(key=field).value == value
    assert payload(app)[0]["query"] == before


def test_the_panel_draws_the_arrays_it_refers_to():
    meta, arrays = payload(run())
    for theme in ("light", "dark"):
        for line, gate in zip(meta["panel"][theme]["data"], "fio", strict=True):
            drawn = arrays[line["y"]["array"]]
            assert drawn.dtype == np.float64, "they stand beside the numbers of the table"
            np.testing.assert_array_equal(drawn, arrays[gate][:, 0])


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", CHECKPOINTS)
def test_every_trained_model_arrives_as_computed(name, lang):
    app = run(preset=name, lang=lang)
    assert cards(app) == []
    _meta, arrays = payload(app)
    model = load_checkpoint(name)
    nt = model.network.trace(model.scaling.apply(arrays["x"]))
    for signal in nt.layers[0].forward.signals:
        np.testing.assert_allclose(arrays[signal], nt.layers[0].forward[signal], rtol=0, atol=1e-12)
    assert ("y" in arrays) == ("output_bias" in arrays) == (name != "copy")
    if name != "copy":
        np.testing.assert_allclose(arrays["y"], model.scaling.undo(nt.output)[:, 0], rtol=0, atol=1e-11)
    said = " ".join(caption.value for caption in app.caption)
    assert (f") / {model.scaling.deviation[0]:.4g}" in said) == (name != "copy")


def test_the_units_of_a_trained_model_cannot_be_chosen():
    app = run(preset="next_number")
    assert app.number_input(key="units").disabled
    app = app.text_input(key="seq").set_value("2 3; 4 5").run()
    assert len(cards(app)) == 1
    assert payload(app)[1]["x"].shape == (4, 1)
