"""Models in files: a stranger's file gets no further than one sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from safetensors.numpy import load, save

import lstm_viz as lv
from lstm_viz.checkpoints import load_checkpoint
from lstm_viz.models import ENTRY, Model, read_bytes

MODEL = load_checkpoint("sine")
FILE = MODEL.to_bytes()
RUN = json.loads(json.loads(FILE[8 : 8 + int.from_bytes(FILE[:8], "little")])["__metadata__"][ENTRY])


def file(change: Callable[[dict[str, Any]], Any] = lambda run: None, **arrays: Any) -> bytes:
    run = json.loads(json.dumps(RUN))
    change(run)
    kept = {name: array for name, array in (load(FILE) | arrays).items() if array is not None}
    return save(kept, {ENTRY: json.dumps(run)})


CASES: dict[str, bytes] = {
    "nothing": b"",
    "text": b"{}",
    "no metadata": save(load(FILE)),
    "no JSON": save(load(FILE), {ENTRY: "{"}),
    "deep JSON": save(load(FILE), {ENTRY: "[" * 100_000}),
    "another format": file(lambda run: run.update(format="x")),
    "a newer version": file(lambda run: run.update(version=2)),
    "no epoch": file(lambda run: run.pop("epoch")),
    "an epoch beyond": file(lambda run: run.update(epoch=21)),
    "an epoch as a text": file(lambda run: run.update(epoch="1")),
    "an unknown task": file(lambda run: run["run"].update(task="x")),
    "a run without a field": file(lambda run: run["run"].pop("seed")),
    "a run of another size": file(lambda run: run["run"].update(hidden=9)),
    "a run that is a list": file(lambda run: run.update(run=[])),
    "a huge run": file(lambda run: run["run"].update(hidden=10**9)),
    "no head": file(**{"head.bias": None}),
    "one more": file(more=np.zeros(3, np.float32)),
    "float64": file(**{"head.bias": np.zeros(1)}),
    "not finite": file(**{"head.bias": np.full(1, np.nan, np.float32)}),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_no_model_is_refused_in_one_sentence(case: str) -> None:
    with pytest.raises(lv.InputError) as caught:
        Model.load(BytesIO(CASES[case]))
    assert str(caught.value)


def test_the_file_that_the_others_were_made_from_is_read() -> None:
    assert Model.load(BytesIO(file())).config == MODEL.config


def test_a_network_without_its_two_biases_is_saved_with_their_sum() -> None:
    again = Model.load(BytesIO(Model(MODEL.network, MODEL.config, 3).to_bytes()))
    assert_array_equal(again.weights["lstm.bias_hh_l0"], 0)
    x = MODEL.data.test.x
    np.testing.assert_allclose(again.outputs(x), MODEL.outputs(x), rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", ["lstm.weight_ih_l00", "lstm.bias_ih_l0", "lstm.bias_ih_l0_back"])
def test_foreign_names_among_pytorchs_are_refused(name: str) -> None:
    arrays = load(FILE)
    arrays[name] = np.zeros(5, np.float32)
    with pytest.raises(lv.InputError):
        lv.load_model(BytesIO(save(arrays)))


def test_a_model_is_saved_and_read_also_if_fewer_epochs_were_asked_for_since_than_it_has_made() -> None:
    model = load_checkpoint("sine")
    fewer = replace(model, config=replace(model.config, epochs=2))
    read = read_bytes(fewer.to_bytes())
    assert (read.epoch, read.config.epochs) == (model.epoch, model.epoch)


def test_another_epoch_or_weight_is_another_state_and_the_same_read_again_is_not() -> None:
    model = load_checkpoint("sine")
    weights = {name: array.copy() for name, array in model.weights.items()}
    weights["head.bias"] += 1
    digests = {model.digest, replace(model, epoch=1).digest, replace(model, weights=weights).digest}
    assert len(digests) == 3
    assert read_bytes(model.to_bytes()).digest == model.digest
