"""The same training twice: PyTorch and NumPy, from the same weights over the same batches, in float64."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import pytest

from lstm_viz.errors import InputError
from lstm_viz.training import Epoch, State, TrainConfig, Update, train_chunk
from lstm_viz.training.original import train_torch
from lstm_viz.training.twin import batches, train_numpy
from tests.test_tracing_imports import loaded_by


def start_of(config: TrainConfig) -> Any:
    _, (epoch, *_) = train_chunk(config, None, 0.0, 0)
    assert isinstance(epoch, Epoch)
    assert epoch.state is not None
    return State.of(epoch.state, config).weights


def assert_alike(config: TrainConfig, updates: int) -> None:
    start = start_of(config)
    pairs = zip(train_numpy(config, start), train_torch(config, start), strict=True)
    found = list(islice(pairs, updates))
    assert len(found) == updates
    for mine, theirs in found:
        assert mine.number == theirs.number
        assert mine.loss == pytest.approx(theirs.loss, rel=1e-10, abs=1e-10)
    mine, theirs = found[-1]
    assert list(mine.weights) == list(theirs.weights)
    moved = 0.0
    for name, weight in mine.weights.items():
        np.testing.assert_allclose(weight, theirs.weights[name], rtol=0, atol=1e-10)
        moved = max(moved, float(np.abs(weight - start[name]).max()))
    assert moved > 1e-3, "nothing was learned, nothing is proved"


@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
@pytest.mark.parametrize("task", ["next_number", "learnable_rule", "digits", "copy"])  # every loss; every step
def test_weights_are_within_1e_10_after_100_updates(task: str, optimiser: str) -> None:
    assert_alike(replace(TrainConfig.of(task), optimiser=optimiser, hidden=6, epochs=50), 100)


@pytest.mark.parametrize("optimiser", ["sgd", "adam"])
def test_layers_and_directions_train_alike_too(optimiser: str) -> None:
    assert_alike(TrainConfig(task="digits", optimiser=optimiser, hidden=3, layers=2, bidirectional="yes"), 50)


def test_the_batches_are_those_of_the_training_itself() -> None:
    config = replace(TrainConfig.of("next_number"), epochs=3)
    start = start_of(config)
    _, events = train_chunk(config, None, 1e9)
    in_float32 = [event.loss for event in events if isinstance(event, Update)]
    twin = [update.loss for update in train_numpy(config, start)]
    assert len(twin) == len(in_float32) == len(list(batches(config)))
    np.testing.assert_allclose(twin, in_float32, rtol=1e-3)


@pytest.mark.parametrize("change", [{"dropout": 0.1}, {"clipping": 1.0}, {"optimiser": "rmsprop"}])
def test_what_cannot_be_done_alike_is_refused(change: dict[str, Any]) -> None:
    config = replace(TrainConfig(), **change)
    for run in (train_numpy, train_torch):
        with pytest.raises(InputError) as caught:
            next(run(config, start_of(TrainConfig())))
        assert caught.value.code == "twin"


def test_the_twin_loads_no_torch() -> None:
    assert "torch" not in loaded_by("import lstm_viz.training.twin")
