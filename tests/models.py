"""Models to test with, which nobody has trained."""

from __future__ import annotations

from typing import Any

import numpy as np

import lstm_viz as lv
from lstm_viz.layers import Head, Layer
from lstm_viz.models import Model
from lstm_viz.networks import Network
from lstm_viz.training import TrainConfig


def model(task: str, hidden: int, layers: int, directions: int, seed: int = 0) -> Model:
    """An untrained network that fits a task."""
    config = TrainConfig(task=task, hidden=hidden, layers=layers, bidirectional="yes" if directions == 2 else "no")
    inputs = [config.kind.inputs, *[directions * hidden] * (layers - 1)]
    made = [
        Layer(*(lv.init_params("lstm", D, hidden, "torch", seed + 10 * k + way) for way in range(directions)))
        for k, D in enumerate(inputs)
    ]
    rng = np.random.default_rng(seed)
    outputs = config.kind.outputs
    head = Head(rng.normal(size=(outputs, directions * hidden)), rng.normal(size=outputs))
    return Model(Network(made, head), config, 0)


def measured(m: Model, steps: int) -> Any:
    """A sequence of the task, as often as it takes, not scaled."""
    x = np.resize(m.data.test.x, (steps, m.network.inputs))
    return m.scaling.undo(x)
