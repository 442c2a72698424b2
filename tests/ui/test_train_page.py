"""The page 'Train live' without a browser: which run it asks for, and what happens to it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from lstm_viz.jobs import KEPT, MOST_RUNS
from lstm_viz.tasks import TASKS, scores
from lstm_viz.training import TrainConfig
from lstm_viz.ui import pool
from tests.ui.pages import cards, page_of, received

page = partial(page_of, "train")
shown = partial(received, component="lstm_training")
told = partial(cards, mark="class='lv-card")  # notes, too


@pytest.fixture
def known(jobs, monkeypatch):
    monkeypatch.setattr(pool, "_made", [jobs])
    return jobs


def choose(app, **values):
    for name, value in values.items():
        app.session_state[f"train_{name}"] = value
    app.run()
    assert not app.exception


def run_of(app, known):
    """The one run of the server: the page lets go of the one before."""
    assert list(known.runs) == [shown(app)[0]["run"]]
    return known.runs[shown(app)[0]["run"]]


def test_it_opens_on_the_default_run_of_next_number_untrained(known, hand):
    app = page()
    meta, _arrays = shown(app)
    assert (told(app), meta["task"]) == ([], "next_number")
    config = TrainConfig.of("next_number")
    assert known.config(meta["run"]) == config
    assert meta["query"] == config.query() | {"lang": "en", "run": meta["run"]}
    hand.run()
    seen = known.look(meta["run"])
    assert (seen.status, seen.total) == ("paused", 1)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("task", TASKS)
def test_every_task_opens_by_link_with_its_default_run_its_data_and_its_baselines(task, lang, known):
    app = page(task=task, lang=lang)
    meta, arrays = shown(app)
    config = TrainConfig.of(task)
    data = config.data()
    assert (told(app), run_of(app, known).config) == ([], config)
    np.testing.assert_array_equal(arrays["x"], data.probe)
    np.testing.assert_array_equal(arrays["raw"], data.scaling.undo(data.probe))
    assert meta["baselines"] == scores(config.kind, data)
    assert meta["updates"] * config.epochs == config.updates
    assert (lang == "zh") == any("一" <= sign <= "鿿" for sign in meta["story"] + meta["title"])
    if config.kind.loss == "mse":
        part = data.validation
        np.testing.assert_array_equal(arrays["truth"], data.measured(part.y, part.base)[:200, 0])


def test_another_task_brings_its_own_default_run_and_ends_the_former(known):
    app = page(hidden="5", learning_rate="0.5")
    before = run_of(app, known)
    assert (before.config.hidden, before.config.learning_rate) == (5, 0.5)
    for task in (*list(TASKS)[1:], "next_number"):
        choose(app, task=task)
        assert told(app) == [], task
        assert run_of(app, known).config == TrainConfig.of(task)
        assert run_of(app, known) is not before
        assert app.session_state["train_hidden"] == TrainConfig.of(task).hidden


def test_a_knob_of_the_data_begins_another_run_with_it(known):
    app = page(task="copy")
    choose(app, copy_delay=5)
    assert run_of(app, known).config.options == "delay:5"
    assert len(shown(app)[1]["x"]) == 2 + 5 + 2, "two symbols, five blanks, and two steps to answer"


@pytest.mark.parametrize(
    ("field", "value", "number"),
    [
        ("hidden", 0, "128"),
        ("hidden", 999, "128"),
        ("learning_rate", 0.0, "1,000,000"),
        ("dropout", 0.95, "0.9"),
        ("epochs", 501, "500"),
        ("batch", 0, "256"),
        ("seed", -1, "4294967295"),
    ],
)
def test_a_bad_value_is_explained_and_the_run_stays(field, value, number, known):
    app = page()
    before = run_of(app, known)
    choose(app, **{field: value})
    assert len(told(app)) == 1
    assert number in told(app)[0]
    assert run_of(app, known) is before
    assert before.config == TrainConfig.of("next_number")
    assert app.session_state[f"train_{field}"] == value, "what was typed stays"
    choose(app, **{field: getattr(TrainConfig.of("next_number"), field)})
    assert told(app) == []
    assert run_of(app, known) is before


def test_too_large_a_network_is_refused_and_the_run_stays(known):
    app = page()
    before = run_of(app, known)
    choose(app, hidden=128, layers=3)
    assert "200,000" in told(app)[0]
    assert run_of(app, known) is before


def test_what_may_change_while_it_runs_changes_the_run_itself_and_all_else_begins_another(known):
    app = page()
    before = run_of(app, known)
    for field, value in [("learning_rate", 0.2), ("clipping", 1.0), ("batch", 8), ("epochs", 7), ("early_stop", 3)]:
        choose(app, **{field: value})
        assert run_of(app, known) is before, field
        assert getattr(before.config, field) == value
    for field, value in [("hidden", 5), ("seed", 9), ("optimiser", "sgd"), ("layers", 2), ("forget_bias", 1.0)]:
        choose(app, **{field: value})
        assert run_of(app, known) is not before, field
        before = run_of(app, known)
        assert getattr(before.config, field) == value


def test_a_link_with_the_id_of_a_run_takes_it_up_as_it_is(known, hand):
    config = replace(TrainConfig.of("sine"), hidden=5, seed=4)
    name = known.start(config, until="epoch")
    hand.run()
    total = known.look(name).total
    app = page(run=name, task="copy", hidden="99", lang="zh")
    assert (told(app), shown(app)[0]["run"], shown(app)[0]["task"]) == ([], name, "sine")
    assert (known.config(name), known.look(name).total, len(known.runs)) == (config, total, 1)
    assert app.session_state["train_hidden"] == 5


@pytest.mark.parametrize("name", ["gone", "x" * 4000, "../../etc", "<b>"])
def test_a_link_to_a_run_that_is_gone_begins_anew_as_the_link_says_and_says_so(name, known):
    app = page(run=name, task="sine", hidden="5")
    assert len(told(app)) == 1
    assert "no longer there" in told(app)[0]
    assert run_of(app, known).config == replace(TrainConfig.of("sine"), hidden=5)
    app.run()
    assert len(told(app)) == 1, "a run of the script that nobody asked for takes nothing away"
    app.session_state["train_epochs"] = 7
    app.run()
    assert told(app) == []


def test_what_is_absurd_in_the_address_is_explained_until_something_else_is_asked_for(known):
    app = page(hidden="1e9", learning_rate="nan", optimiser="<b>", options="length:-5", epochs="-1", seed="∞")
    assert len(told(app)) == 1
    assert run_of(app, known).config == TrainConfig.of("next_number")
    app.run()
    assert len(told(app)) == 1
    app.session_state["train_epochs"] = 7
    app.run()
    assert told(app) == []


def test_a_run_that_the_server_has_forgotten_is_taken_up_where_it_was_last_seen(known, hand, clock):
    app = page()
    name = shown(app)[0]["run"]
    hand.run()
    known.go(name, "epoch")
    hand.run()
    app.run()  # sees the state
    clock.now = KEPT + 1
    app.run()
    assert shown(app)[0]["run"] != name
    begun = run_of(app, known)
    assert begun.state is not None
    hand.run()
    losses = [event.number for event in begun.events.told(0, 100) if hasattr(event, "gradient_norms")]
    assert losses == [] or losses[0] > 1


def test_when_the_server_is_full_it_says_so_and_what_was_there_stays(known):
    app = page()
    before = run_of(app, known)
    others = [known.start(TrainConfig()) for _ in range(MOST_RUNS - 1)]
    choose(app, hidden=5)
    assert str(MOST_RUNS) in told(app)[0]
    assert before in known.runs.values()
    for other in others:
        known.stop(other)
    choose(app, hidden=5)
    assert told(app) == []
    assert run_of(app, known).config.hidden == 5


def test_to_visit_another_page_and_come_back_keeps_the_run(known, hand):
    app = page(task="sine")
    before = run_of(app, known)
    app.switch_page("../../pages/gates.py").run()
    app.switch_page("../../pages/train.py").run()
    assert not app.exception
    assert run_of(app, known) is before


def test_to_come_back_keeps_what_was_typed_for_the_model(known, hand):
    app = page()
    app.text_area[0].set_value("2 4 6 8").run()
    app.switch_page("../../pages/gates.py").run()
    app.switch_page("../../pages/train.py").run()
    assert app.text_area[0].value == "2 4 6 8"


def test_what_was_folded_away_or_opened_stays_so_on_other_pages_and_in_the_other_language(known):
    app = page()
    assert opened(app) == [True, False]
    for part in ("Try your own input", "Open it in another screen, or take it along"):
        fold(app, part)
    assert opened(app) == [False, True]
    app.switch_page("../../pages/gates.py").run()
    app.switch_page("../../pages/train.py").run()
    assert opened(app) == [False, True]
    app.session_state["lang"] = "zh"
    app.run()
    assert opened(app) == [False, True]


def opened(app):
    """Which parts below the player are open."""
    return [part.proto.expanded for part in app.main.expander]


def fold(app, label):
    """Fold a part, or open it, as the browser does; AppTest has no such method."""
    part = next(part for part in app.main.expander if part.label == label)
    states = app._tree.get_widget_states()
    states.widgets.add(id=part.proto.id, bool_value=not part.proto.expanded)
    app._run(states)
    assert not app.exception


def test_who_took_a_run_up_by_its_link_stops_it_for_nobody_else_and_ones_own_is_stopped(known):
    teacher = page()
    shared = shown(teacher)[0]["run"]
    student = page(run=shared)
    choose(student, hidden=5)
    own = shown(student)[0]["run"]
    assert list(known.runs) == [shared, own]
    choose(student, hidden=6)
    assert list(known.runs) == [shared, shown(student)[0]["run"]]
    assert own not in known.runs
