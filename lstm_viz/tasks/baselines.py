"""What needs no network: the predictions that any model worth its name has to beat, measured as the model is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..types import Array
from .metrics import measure
from .task import Data, Part, Task


@dataclass(frozen=True)
class Baseline:
    """A prediction by rule; its title is English, translated by `ui`."""

    name: str
    title: str
    predict: Callable[[Task, Data, Part], Array]  # outputs as a head would give them


def scores(task: Task, data: Data, part: str = "validation") -> dict[str, dict[str, float]]:
    """Every metric of each of the task's baselines, over one part of the data; of numbers the loss 'mse' too."""
    chosen = data[part]
    outputs = {name: BASELINES[name].predict(task, data, chosen) for name in task.baselines}
    found = {name: measure(task.loss, told, data, chosen) for name, told in outputs.items()}
    if task.loss == "mse":
        found = {name: {"loss": float(((outputs[name] - chosen.y) ** 2).mean()), **one} for name, one in found.items()}
    return found


def _persistence(task: Task, data: Data, part: Part) -> Array:
    if not data.scaling.growth:
        return part.x[:, -1, :1]
    return np.broadcast_to(data.scaling.apply(np.zeros(1)), part.y.shape)


def _seasonal(task: Task, data: Data, part: Part) -> Array:
    """Windows are one season long at least, by the bounds of their tasks."""
    if not data.scaling.growth:
        return _same_growth(task, data, part)
    since = data.scaling.undo(part.x[:, part.x.shape[1] - data.period + 1 :, :1]).sum(axis=1)
    return data.scaling.apply(-since)


def _same_growth(task: Task, data: Data, part: Part) -> Array:
    return part.x[:, part.x.shape[1] - data.period, :1]


def _line(task: Task, data: Data, part: Part) -> Array:
    last: Array = part.x[:, -1, :1]
    return 2 * last - part.x[:, -2, :1] if part.x.shape[1] > 1 else last


def _mean(task: Task, data: Data, part: Part) -> Array:
    return np.full((len(part), 1), data.train.y.mean())


def _majority(task: Task, data: Data, part: Part) -> Array:
    """The class that the training part has most often."""
    if task.loss == "bce":
        return np.full(part.y.shape, 1.0 if data.train.y.mean() > 0.5 else -1.0)
    asked = data.train.y[data.train.y >= 0]
    most = np.bincount(asked, minlength=task.outputs).argmax()
    return np.broadcast_to(np.eye(task.outputs)[most], (*part.y.shape, task.outputs))


BASELINES: dict[str, Baseline] = {
    "persistence": Baseline("persistence", "Persistence: the last value again", _persistence),
    "seasonal": Baseline("seasonal", "Seasonal-naive: the value one season ago", _seasonal),
    "same_growth": Baseline("same_growth", "The change of one season ago again", _same_growth),
    "line": Baseline("line", "Straight line through the last two values", _line),
    "mean": Baseline("mean", "Mean of the training data", _mean),
    "majority": Baseline("majority", "The most frequent class", _majority),
}
