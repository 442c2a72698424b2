"""What the server sends and draws on 'NumPy = PyTorch'."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from lstm_viz.broken import BUGS
from lstm_viz.checkpoints import load_checkpoint
from lstm_viz.compare_config import CompareConfig
from lstm_viz.jobs import lost
from lstm_viz.training import TrainConfig, train_chunk
from lstm_viz.training.comparing import compare, verdicts
from lstm_viz.training.twice import Twice
from lstm_viz.ui import pool
from lstm_viz.ui.compare import blob, run_key
from lstm_viz.ui.compare_controls import CompareView
from lstm_viz.ui.compare_tables import mistakes_table, whole_tensors
from lstm_viz.ui.compare_text import power, sentence, theirs
from lstm_viz.ui.compare_twice import config_of, outcome, passed
from lstm_viz.ui.language import translator
from tests.ui.pages import cards, opened, page_of, received

ENGLISH = translator("en")
page = partial(page_of, "compare", seconds=60)
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "powers.json").read_text("utf-8"))


def found_of(**fields):
    config = CompareConfig(**fields)
    return compare(config.problem(), config.bug), CompareView(config, None)


@pytest.mark.parametrize(("number", "expected"), VECTORS)
def test_powers_of_ten_are_written_as_the_player_writes_them(number, expected):
    assert power(float(number)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("0.forward.a_f", "aᶠ"),
        ("d.1.reverse.tanh_c", "∂tanh c"),
        ("d.1.reverse.bias_ih", "∂bias_ih_l1_reverse"),
        ("d.0.forward.weight_hh", "∂weight_hh_l0"),
        ("h_n", "h_n"),
        ("d.head.weight", "∂head.weight"),
    ],
)
def test_tensors_have_the_names_that_pytorch_gives_them(name, expected):
    assert theirs(name) == expected


def test_the_sentence_counts_the_tensors_and_says_how_far_they_lie_apart():
    found, _view = found_of()
    said = sentence(found, ENGLISH)
    assert said.startswith(f"All {len(found.names)} tensors agree")
    assert power(found.largest(False)) in said


def test_the_sentence_names_the_check_the_tensor_and_the_step():
    assert re.match(r"tanh c at step 1 is the first to differ, by .*LSTMCell caught it", said_of(bug="tanh"))
    assert re.match(r"All values agree, but the gradient ∂c at step 4 .*autograd", said_of(bug="slope"))
    assert "c of layer 1, forward, at step 1" in said_of(bug="tanh", layers=2)
    assert re.match(r"(h_n|c_n) is the first .*nn.LSTM|(h_n|c_n) is the first", said_of(bug="states", states="zeros"))


def said_of(**fields):
    return sentence(found_of(**fields)[0], ENGLISH)


def test_the_player_gets_one_unit_in_full_and_the_largest_difference_of_all():
    found, view = found_of(layers=2, bidirectional="yes", hidden=4, layer=2, way="reverse", unit=3, sequence=2, steps=5)
    meta, arrays = opened(blob(found, view, 0, "en", ENGLISH))
    np.testing.assert_array_equal(arrays["values.f.numpy"], found.numpy["1.reverse.f"][:, 1, 2])
    np.testing.assert_array_equal(arrays["gradients.c.cell"], found.cell["d.1.reverse.c"][:, 1, 2])
    np.testing.assert_array_equal(arrays["values.h.fused"], found.fused["1.reverse.h"][:, 1, 2])
    worst = np.abs(found.numpy["1.reverse.c"] - found.cell["1.reverse.c"]).max(axis=(1, 2))
    np.testing.assert_array_equal(arrays["values.c.apart"], worst)
    assert meta["ok"] is True
    assert [row["signal"] for row in meta["rows"]["values"] if row["fused"]] == ["c", "h"]
    shown = arrays["values.c.fused"]  # nn.LSTM returns c of the last step computed, which is the first of the input
    assert np.isnan(shown[1:]).all()
    assert shown[0] == found.fused["c_n"][3, 1, 2]


def test_red_is_said_in_numbers_and_in_the_blob():
    found, view = found_of(bug="swapped")
    meta, arrays = opened(blob(found, view, 0, "en", ENGLISH))
    assert meta["ok"] is False
    assert arrays["values.a_i.share"].max() > meta["bounds"]["values"]
    assert arrays["values.a_g.share"][0] <= meta["bounds"]["values"], "the first step's candidate is untouched"


def test_tables_say_of_every_mistake_what_every_check_finds():
    problem = CompareConfig().problem()
    html = mistakes_table(verdicts(problem), "tanh", ENGLISH)
    assert html.count("<tr") == 1 + len(BUGS)
    assert html.count("aria-current") == 1
    assert "✗ tanh c, step 1" in html
    whole = whole_tensors(found_of(bug="states", states="zeros")[0], ENGLISH)
    assert whole.count("✗") >= 4, "h_n and c_n against both"


def test_what_is_kept_is_known_by_numbers_and_weights():
    view = CompareView(CompareConfig(), None)
    assert run_key(view) == run_key(CompareView(CompareConfig(t=3, lang="zh"), None))
    assert run_key(view) != run_key(CompareView(CompareConfig(bug="tanh"), None))
    assert run_key(view, whatever_bug=True) == run_key(CompareView(CompareConfig(bug="tanh"), None), whatever_bug=True)
    trained = CompareConfig(model="trained")
    one, other = (CompareView(trained, load_checkpoint(name)) for name in ("sine", "passengers"))
    assert run_key(one) != run_key(other)


def test_a_training_that_cannot_be_done_twice_gives_way_to_its_tasks_default():
    copy = CompareView(CompareConfig(model="copy"), None)
    assert config_of(copy) == (load_checkpoint("copy").config, True)
    assert config_of(CompareView(CompareConfig(), None)) == (TrainConfig.of("next_number"), True)


@pytest.mark.parametrize(
    ("apart", "said"),
    [
        ([1e-16, 1e-10, 1e-12], "After 3 updates no weight differs by more than 10⁻¹⁰, while weights moved"),
        (
            [1e-16, 2e-10, 3e-9],
            "At update 2 weights first differ by more than 10⁻¹⁰, and after all 3 updates by 3·10⁻⁹.",
        ),
        (
            [2e-10, 5e-10, 3e-12],
            "At update 1 weights first differ by more than 10⁻¹⁰. The largest difference is 5·10⁻¹⁰;",
        ),
        ([2e-10, 5e-10, 3e-12], "after all 3 updates it is 3·10⁻¹², within 10⁻¹⁰ again."),
        ([1e-16, np.nan, np.nan], "At update 2 weights first differ by more than 10⁻¹⁰, and after all 3 updates by ∞."),
    ],
)
def test_of_a_training_done_twice_it_says_when_weights_drifted_and_whether_they_came_back(apart, said):
    found = Twice(np.ones(3), np.ones(3), np.array(apart), 0.5)
    assert said in outcome(found, ENGLISH)
    assert passed(found) == ("no weight differs" in said)
    chinese = outcome(found, translator("zh"))
    assert ("又回到" in chinese) == (not passed(found) and apart[-1] < 1e-10)


@pytest.fixture(scope="module")
def workers():
    yield
    pool.close()


@pytest.mark.usefixtures("workers")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_opens_on_a_comparison_and_follows_its_widgets(lang):
    app = page(lang=lang, bug="tanh", hidden="99")
    (card,) = cards(app)
    assert "99" in card
    assert shown(app)["ok"] is False
    app.session_state["compare_model"] = "sine"
    app.session_state["compare_answer"], app.session_state["compare_chosen"] = 1, {"bug": "none", "unit": "8"}
    app.run()
    assert not app.exception
    meta = shown(app)
    assert (meta["ok"], meta["choices"]["unit"]["now"], meta["query"]["model"]) == (True, 8, "sine")
    next(b for b in app.button if b.key == "compare_train_both").click().run()
    assert not app.exception
    assert len(app.get("bidi_component")) >= 2


@pytest.mark.usefixtures("workers")
def test_the_page_opens_on_the_model_that_was_just_trained_as_much_of_it_as_fits():
    config = TrainConfig(task="digits", hidden=64, layers=3, bidirectional="yes", epochs=1, batch=256)
    state, _events = train_chunk(config, None, 60.0, 6)  # its one epoch
    app = page(state={"train_last": (config, state)})
    meta = shown(app)
    assert (meta["query"]["model"], meta["choices"]["unit"]["of"], meta["ok"]) == ("trained", 64, True)
    assert meta["steps"] == 8, "as many as its images have rows"
    app.session_state["compare_answer"], app.session_state["compare_chosen"] = 1, {"bug": "tanh", "layer": "3"}
    app.run()
    assert shown(app)["ok"] is False


@pytest.mark.usefixtures("workers")
def test_sizes_that_are_too_large_together_stay_as_typed_until_one_is_taken_back():
    app = page(steps="50", batch="8", hidden="32")
    app.session_state["compare_layers"] = 2
    app.run()
    assert any("12,800" in e.proto.body for e in app.get("html"))
    assert shown(app)["choices"]["layer"]["of"] == 1
    app.session_state["compare_batch"] = 2
    app.run()
    assert not any("12,800" in e.proto.body for e in app.get("html"))
    assert shown(app)["choices"]["layer"]["of"] == 2


@pytest.mark.usefixtures("workers")
def test_a_lost_worker_is_explained_and_the_former_comparison_stays(monkeypatch):
    app = page()

    def fails(*_given):
        raise lost(TimeoutError())

    monkeypatch.setattr("lstm_viz.ui.compare.compute", fails)
    app.session_state["compare_answer"], app.session_state["compare_chosen"] = 1, {"bug": "tanh"}
    app.run()
    assert not app.exception
    assert any("took too long" in e.proto.body for e in app.get("html"))
    assert (shown(app)["bug"], shown(app)["ok"]) == ("none", True)


@pytest.mark.usefixtures("workers")
def test_a_worker_lost_over_the_mistakes_costs_their_table_alone(monkeypatch):
    def fails(*_given):
        raise lost(TimeoutError())

    monkeypatch.setattr("lstm_viz.ui.compare.verdicts", fails)
    app = page()
    assert any("took too long" in e.proto.body for e in app.get("html"))
    assert shown(app)["ok"]


def shown(app):
    """The words that the player receives."""
    return received(app, "lstm_comparison")[0]
