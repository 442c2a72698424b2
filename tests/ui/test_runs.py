"""Runs over plain HTTP: what is told is what training told, and what cannot be done is refused without harm."""

from __future__ import annotations

import asyncio
import json
import math
from dataclasses import replace
from urllib.parse import urlencode

import numpy as np
import pytest
from safetensors.numpy import load
from starlette.requests import Request

from lstm_viz import jobs as jobs_module
from lstm_viz.jobs import Change, Jobs, Look
from lstm_viz.tasks import free_running
from lstm_viz.training import (
    Diverged,
    Done,
    Epoch,
    State,
    TrainConfig,
    Update,
    histograms,
    network_of,
    probe,
    train_chunk,
)
from lstm_viz.ui import runs
from lstm_viz.ui.runs import LONGEST, told
from tests.by_hand import ByHand, Clock, a_few_updates

CONFIG = replace(TrainConfig.of("next_number"), epochs=3, hidden=3)
HERE = "http://localhost:8501"


@pytest.fixture
def known(jobs, monkeypatch):
    monkeypatch.setattr(runs, "made", lambda: jobs)
    return jobs


def opened(blob):
    """The words and the arrays of an answer; NaN and infinity are no JSON."""
    header = json.loads(blob[8 : 8 + int.from_bytes(blob[:8], "little")])
    meta = json.loads(header["__metadata__"]["meta"], parse_constant=pytest.fail)
    return meta, load(blob)


def ask(name, query, body=None, origin=None, serve=runs.serve):
    """What the route answers, without a network between."""
    headers = [(b"host", HERE.partition("//")[2].encode()), *([(b"origin", origin.encode())] if origin else [])]
    scope = {"type": "http", "method": "GET" if body is None else "POST", "path": "", "headers": headers}
    scope |= {"path_params": {"name": name}, "query_string": urlencode(query).encode()}
    parts = [] if body is None else [body[n : n + 300] for n in range(0, len(body), 300)] or [b""]
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive():
        return messages.pop(0)

    return asyncio.run(serve(Request(scope, receive)))


def look(name, **asked):
    answer = ask(name, asked)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return opened(answer.body)


def steer(name, body, origin=HERE):
    written = body if isinstance(body, bytes | str) else json.dumps(body)
    return ask(name, {}, written if isinstance(written, bytes) else written.encode(), origin)


def free(name, epoch):
    return ask(name, {"epoch": epoch}, serve=runs.serve_free)


def through(config, known, hand):
    name = known.start(config)
    while hand.asked:
        hand.run()
    return name


def events_of(config, kind):
    return [event for event in train_chunk(config, None, 600)[1] if isinstance(event, kind)]


@pytest.mark.parametrize("task", ["next_number", "passengers", "digits", "learnable_rule", "copy"])
def test_what_a_page_is_told_is_what_training_told_and_predictions_are_measured(task, known, hand):
    config = replace(TrainConfig.of(task), epochs=1, hidden=3)
    meta, arrays = look(through(config, known, hand))
    updates, epochs = events_of(config, Update), events_of(config, Epoch)
    np.testing.assert_array_equal(arrays["loss"], [update.loss for update in updates])
    norms = [list(update.gradient_norms.values()) for update in updates]
    np.testing.assert_array_equal(arrays["norms"], np.float32(norms))
    assert (meta["first"], meta["parts"], meta["status"]) == (1, ["0", "head"], "ended")
    data = config.data()
    for epoch, words in zip(epochs, meta["epochs"], strict=True):
        assert words["recorded"]
        assert words["validation"] == {"loss": epoch.validation_loss, **epoch.validation}
        assert words["training"] == {"loss": epoch.training_loss, **epoch.training}
        n = epoch.number
        weights = State.of(epoch.state, config).weights
        seen = probe(config, weights, data.probe)
        for name, array in seen.gates.items():
            np.testing.assert_array_equal(arrays[f"{n}.gates.{name}"], array)
        assert words["saturation"] == seen.saturation
        np.testing.assert_array_equal(arrays[f"{n}.reach.0"], seen.gradient_norms["0"])
        counts, edges = histograms(weights)["lstm.weight_hh_l0"]
        np.testing.assert_array_equal(arrays[f"{n}.counts.lstm.weight_hh_l0"], counts)
        np.testing.assert_array_equal(arrays[f"{n}.edges.lstm.weight_hh_l0"], edges)
        if config.kind.loss != "mse":
            np.testing.assert_array_equal(arrays[f"{n}.confusion"], epoch.confusion)
            continue
        scaled = epoch.predictions[:, 0].astype(np.float64)
        measured = scaled * data.scaling.deviation[0] + data.scaling.mean[0]
        if task == "passengers":
            measured = data.validation.base[:, 0] * np.exp(measured)
        np.testing.assert_array_equal(arrays[f"{n}.predictions"], np.float32(measured))


def test_looks_one_after_the_other_tell_all_that_one_look_tells(known, hand, monkeypatch):
    name = through(CONFIG, known, hand)
    whole = look(name)
    monkeypatch.setattr(jobs_module, "MOST_TOLD", 7)
    losses, epochs, since = [], [], 0
    while since < whole[0]["total"]:
        meta, arrays = look(name, branch=0, since=since)
        assert (meta["since"], meta["next"] - since) == (since, min(7, meta["total"] - since))
        assert meta["first"] == (len(losses) + 1 if len(arrays["loss"]) else 0)
        losses += arrays["loss"].tolist()
        epochs += meta["epochs"]
        since = meta["next"]
    assert (losses, epochs) == (whole[1]["loss"].tolist(), whole[0]["epochs"])
    assert meta["end"]["reason"] == "epochs"


@pytest.mark.parametrize("asked", [{"branch": 0, "since": 5}, {"branch": 1, "since": 10**6}, {"branch": 9, "since": 5}])
def test_who_asks_from_a_branch_or_a_place_that_is_no_more_gets_all_of_the_present_one(asked, known, hand):
    name = through(CONFIG, known, hand)
    known.rewind(name, 1)
    meta, arrays = look(name, **asked)
    assert (meta["branch"], meta["since"], meta["next"], meta["total"]) == (1, 0, 11, 11)
    assert len(arrays["loss"]) == 9
    assert [epoch["number"] for epoch in meta["epochs"]] == [0, 1]
    assert meta["end"] is None


@pytest.mark.parametrize("asked", ["-1", "x", "1e3", "٣", "9" * 400, ""])
def test_a_place_that_is_no_number_is_the_beginning(asked, known, hand):
    assert look(through(CONFIG, known, hand), branch=asked, since=asked)[0]["since"] == 0


def test_a_run_that_is_not_there_has_nothing_to_tell_and_no_forecast(known):
    assert ask("nobody", {}).status_code == 204, "which a browser does not note as an error"
    assert steer("nobody", {"do": "go"}).status_code == 204
    assert free("nobody", 0).status_code == 404


@pytest.mark.parametrize(
    "origin", [None, "https://evil.example", "http://localhost:8502", "null", "http://localhost:8501.evil.example"]
)
def test_a_wish_from_another_origin_is_refused_and_changes_nothing(origin, known, hand):
    name = through(CONFIG, known, hand)
    assert steer(name, {"do": "restart"}, origin).status_code == 403
    assert known.look(name).branch == 0


HOSTILE = [
    "",
    "{",
    "[]",
    "7",
    "null",
    '"go"',
    "{}",
    '{"do": null}',
    '{"do": ["go"]}',
    '{"do": "stop"}',
    '{"do": "close"}',
    '{"do": "__class__"}',
    '{"do": "rewind"}',
    '{"do": "rewind", "epoch": 77}',
    '{"do": "rewind", "epoch": "x"}',
    '{"do": "rewind", "epoch": null}',
    '{"do": "rewind", "epoch": 1e999}',
    '{"do": "rewind", "epoch": NaN}',
    b"\xff\xfe",
    "[" * 900,
]


@pytest.mark.parametrize("body", HOSTILE)
def test_what_is_not_understood_is_400_and_changes_nothing(body, known, hand):
    name = through(CONFIG, known, hand)
    assert steer(name, body).status_code == 400
    assert (known.look(name).branch, known.look(name).status) == (0, "ended")


def test_a_message_that_is_too_long_is_not_read_to_its_end(known, hand):
    name = through(CONFIG, known, hand)
    padded = json.dumps({"do": "restart"}).ljust(LONGEST)
    assert steer(name, padded + " ").status_code == 413
    assert known.look(name).branch == 0
    assert steer(name, padded).status_code == 200
    assert known.look(name).branch == 1


def test_a_wish_is_answered_by_a_look_and_every_wish_does_what_it_says(known, hand):
    name = known.start(CONFIG, until="begin")
    hand.run()
    for wish, updates, status in [("update", 1, "paused"), ("epoch", 9, "paused"), ("end", 9, "ended")]:
        meta, _arrays = opened(steer(name, {"do": wish}).body)
        assert meta["status"] == ("waiting" if wish != "end" else "ended")
        while hand.asked:
            hand.run()
        meta, arrays = look(name)
        assert (len(arrays["loss"]), meta["status"]) == (updates, status)
    assert opened(steer(name, {"do": "rewind", "epoch": 1}).body)[0]["branch"] == 1
    steer(name, {"do": "go"})
    hand.run()
    steer(name, {"do": "pause"})
    while hand.asked:
        hand.run()
    assert look(name)[0]["status"] == "paused"
    assert opened(steer(name, {"do": "restart"}).body)[0]["total"] == 0


def test_the_free_running_forecast_is_that_of_the_task_in_the_measured_unit(known, hand):
    config = replace(TrainConfig.of("sunspots"), epochs=2, hidden=4)
    name = through(config, known, hand)
    data = config.data()
    for epoch in events_of(config, Epoch):
        answer = free(name, epoch.number)
        network = network_of(config, State.of(epoch.state, config).weights)

        def last(x, network=network):
            return network.trace(x.swapaxes(0, 1)).output[-1]

        scaled = free_running(last, data.validation.x[0], len(data.validation))
        wanted = scaled * data.scaling.deviation[0] + data.scaling.mean[0]
        np.testing.assert_array_equal(load(answer.body)["free"], wanted[: runs.MOST_SHOWN])
    assert free(name, 99).status_code == 404


def test_what_is_no_series_has_no_free_running_forecast(known, hand):
    assert free(through(CONFIG, known, hand), 0).status_code == 404


def test_a_diverged_run_says_so_in_both_languages_and_stays_json(known, hand):
    config = replace(CONFIG, optimiser="sgd", learning_rate=1e5)
    name = through(config, known, hand)
    (end,) = events_of(config, Diverged)
    english, chinese = (look(name, lang=lang)[0]["end"] for lang in ("en", "zh"))
    assert (english["reason"], english["update"]) == (end.reason, end.update)
    assert "smaller learning rate" in english["remedy"]
    assert "学习率" in chinese["remedy"]
    assert look(name, lang="<b>")[0]["end"] == english


def test_trouble_is_explained_in_both_languages(known, monkeypatch):
    class Failing(ByHand):
        def run(self):
            self.asked.pop(0)[0].set_exception(TimeoutError())

    failing = Failing()
    broken = Jobs(failing, a_few_updates, Clock())
    monkeypatch.setattr(runs, "made", lambda: broken)
    name = broken.start(CONFIG)
    while failing.asked:
        failing.run()
    english, chinese = (look(name, lang=lang)[0] for lang in ("en", "zh"))
    assert (english["status"], chinese["status"]) == ("failed", "failed")
    assert "took too long" in english["trouble"]
    assert any("一" <= sign <= "鿿" for sign in chinese["trouble"])


def test_nothing_that_is_not_finite_reaches_the_json():
    metrics = {"rmse": math.nan, "mae": math.inf, "r2": -math.inf}
    epoch = Epoch(0, 0, 1.0, 2.0, metrics, metrics | {"r2": 0.5})
    meta, _arrays = opened(told(Look("paused", 0, (epoch,), 1, 0, config=CONFIG), 0))
    assert meta["epochs"][0]["validation"] == {"loss": 2.0, "r2": 0.5}
    assert meta["epochs"][0]["training"] == {"loss": 1.0}


def test_only_a_changed_learning_rate_is_told_as_one():
    slower, longer = replace(CONFIG, learning_rate=0.001), replace(CONFIG, learning_rate=0.001, epochs=9)
    changes = (Change(4, slower, CONFIG), Change(9, longer, slower))
    meta, _arrays = opened(told(Look("ended", 0, (Done("epochs", 3, 27, 3),), 1, 0, None, changes, longer), 0))
    assert meta["changes"] == [{"update": 4, "learning_rate": 0.001}]
    assert (meta["epochs_asked"], meta["learning_rate"]) == (9, 0.001)
    assert meta["end"] == {"reason": "epochs", "epochs": 3, "update": 27, "best": 3}


def test_looks_at_classes_make_their_data_which_may_be_large_once(known, hand, monkeypatch):
    name = through(TrainConfig.of("copy"), known, hand)
    assert look(name)[0]["epochs"]
    monkeypatch.setattr(runs, "_data", None)
    monkeypatch.setattr(runs, "data_of", None)
    assert look(name)[0]["epochs"]


def test_what_is_kept_of_a_run_s_data_is_its_probe_alone():
    kept = runs._probe_of("copy", "", 5)
    np.testing.assert_array_equal(kept, TrainConfig(task="copy", seed=5).data().probe)
    assert kept.base is None


def test_of_weights_that_are_no_numbers_nothing_is_seen_and_the_look_is_told_all_the_same(known, hand):
    name = through(CONFIG, known, hand)
    run = known.runs[name]
    epochs = [epoch for _, epoch in run.events.epochs()]
    broken = State.of(epochs[-1].state, CONFIG)
    weights = {name: np.full_like(weight, np.nan) for name, weight in broken.weights.items()}
    run.events.extend([replace(epochs[-1], number=99, state=replace(broken, weights=weights).to_bytes())])
    meta, arrays = look(name)
    assert meta["epochs"][-1]["recorded"]
    assert meta["epochs"][-1]["saturation"] == {}
    assert not [key for key in arrays if key.startswith("99.gates")]
