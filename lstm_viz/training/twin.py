"""The same training in NumPy, in float64: forward, backward and the optimiser written out, with no torch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from ..cells.lstm import sigmoid
from ..errors import InputError, text
from ..tasks import Part
from ..torch_names import by_torch_names
from ..types import Array
from .config import TrainConfig
from .probing import network_of

Weights: TypeAlias = dict[str, Array]  # by PyTorch's names, its two biases too: each of them takes every step


@dataclass(frozen=True, eq=False)
class TwinUpdate:
    """One step of the optimiser."""

    number: int  # from 1
    loss: float  # before the step
    weights: Mapping[str, Array]  # after it


def train_numpy(config: TrainConfig, start: Mapping[str, Array]) -> Iterator[TwinUpdate]:
    """Every update from the weights `start`, over the batches that `train` takes, up to the last epoch.

    Raises InputError 'twin' for dropout, clipping, and optimisers other than SGD and Adam.
    """
    refuse_others(config)
    weights = {name: np.array(array, np.float64) for name, array in start.items()}
    first, second = ({name: np.zeros_like(w) for name, w in weights.items()} for _ in range(2))
    step = {"sgd": _sgd, "adam": _adam}[config.optimiser]
    for number, batch in enumerate(batches(config), 1):
        loss, gradients = loss_and_gradients(config, weights, batch)
        for name, weight in weights.items():
            step(config.learning_rate, number, weight, gradients[name], first[name], second[name])
        yield TwinUpdate(number, loss, {name: weight.copy() for name, weight in weights.items()})


def refuse_others(config: TrainConfig) -> None:
    """Raise InputError 'twin' for what the two trainings cannot do alike."""
    if config.dropout or config.clipping or config.optimiser not in ("sgd", "adam"):
        found = text("dropout, clipping or another optimiser")
        expected = text("SGD or Adam, without dropout and clipping, to train the same twice")
        raise InputError(
            "twin", "optimiser", found, expected, text("Set dropout and clipping to 0, and take SGD or Adam.")
        )


def batches(config: TrainConfig) -> Iterator[Part]:
    """The batches of all epochs, in the order in which `train` takes them."""
    train, update = config.data().train, 0
    for _ in range(config.epochs):
        order = np.random.default_rng([config.seed, update]).permutation(len(train))
        for row in range(0, len(train), config.batch):
            rows = order[row : row + config.batch]
            yield Part(train.x[rows], train.y[rows])
            update += 1


def loss_and_gradients(config: TrainConfig, weights: Mapping[str, Array], batch: Part) -> tuple[float, Weights]:
    """The mean loss over a batch, and its gradient with respect to every weight."""
    network = network_of(config, weights)
    nt = network.trace(batch.x.swapaxes(0, 1))
    doutput = np.zeros_like(nt.output)  # (T, N, O)
    if config.kind.every_step:
        loss, slope = _loss(config.kind.loss, nt.output.swapaxes(0, 1), batch.y)
        doutput[:] = slope.swapaxes(0, 1)
    else:
        loss, doutput[-1] = _loss(config.kind.loss, nt.output[-1], batch.y)
    return loss, by_torch_names(network.backprop(nt, doutput).params, lambda bias: bias)  # both biases count alike


def _loss(kind: str, outputs: Array, y: Array) -> tuple[float, Array]:
    """The mean loss, and its gradient with respect to the outputs."""
    if kind == "mse":
        error = outputs - y
        return float((error**2).mean()), 2 * error / error.size
    if kind == "bce":  # -y ln σ(z) - (1 - y) ln(1 - σ(z)), written so that nothing overflows
        losses = np.maximum(outputs, 0) - outputs * y + np.log1p(np.exp(-np.abs(outputs)))
        return float(losses.mean()), (sigmoid(outputs) - y) / y.size
    asked = y >= 0
    z = outputs[asked]
    shifted = z - z.max(axis=-1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    truth = np.eye(z.shape[-1])[y[asked]]
    slope = np.zeros_like(outputs)
    slope[asked] = (np.exp(logs) - truth) / len(z)
    return float(-(logs * truth).sum() / len(z)), slope


def _sgd(rate: float, number: int, weight: Array, gradient: Array, first: Array, second: Array) -> None:
    weight -= rate * gradient


def _adam(rate: float, number: int, weight: Array, gradient: Array, first: Array, second: Array) -> None:
    """Adam with PyTorch's settings [kingma2015]."""
    first += (1 - 0.9) * (gradient - first)
    second *= 0.999
    second += (1 - 0.999) * gradient**2
    mean, spread = first / (1 - 0.9**number), np.sqrt(second / (1 - 0.999**number))
    weight -= rate * mean / (spread + 1e-8)
