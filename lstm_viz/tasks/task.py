"""What a network can be asked to learn: data with a story, a loss, and the metrics and baselines that suit it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..arrays import count
from ..series.parameters import Parameter, read_parameters
from ..types import Array

SEEDS = 2**32  # as of the weights


@dataclass(frozen=True, eq=False)
class Scaling:
    """What the network reads is (measured − mean) / deviation, feature by feature.

    With `growth`, 'measured' is the logarithm of the ratio of a value to the one before it.
    """

    mean: Array  # (D,)
    deviation: Array  # (D,), above 0
    growth: bool = False

    @classmethod
    def fit(cls, x: Array, growth: bool = False) -> Scaling:
        """Mean and standard deviation over all axes but the last; the deviation of a constant counts as 1."""
        axes = tuple(range(x.ndim - 1))
        mean, deviation = x.mean(axis=axes), x.std(axis=axes)
        moves = deviation > 1e-12 * np.abs(x).max(axis=axes, initial=0.0)
        return cls(mean, np.where(moves, deviation, 1.0), growth)

    @classmethod
    def none(cls, features: int) -> Scaling:
        """The scaling that changes nothing."""
        return cls(np.zeros(features), np.ones(features))

    def apply(self, x: Array) -> Array:
        """From measured to scaled numbers."""
        scaled: Array = (x - self.mean) / self.deviation
        return scaled

    def undo(self, x: Array) -> Array:
        """From scaled to measured numbers."""
        measured: Array = x * self.deviation + self.mean
        return measured


@dataclass(frozen=True, eq=False)
class Part:
    """Sequences of one length and what is to be told of each, scaled; read-only.

    y: (N, 1) numbers of loss 'mse' and 'bce', (N,) classes of 'cross-entropy'; of a task that is asked at every step
    (N, T), -1 where nothing is asked.
    """

    x: Array  # (N, T, D)
    y: Array
    base: Array | None = None  # (N, 1), of growth: the last value before the one asked for, in its own unit

    def __post_init__(self) -> None:
        for array in (self.x, self.y, *([] if self.base is None else [self.base])):
            array.setflags(write=False)

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, eq=False)
class Data:
    """The three parts of a task's data, and how they were scaled: by the training part alone."""

    train: Part
    validation: Part
    test: Part
    scaling: Scaling  # of x; what an 'mse' task asks for is in the unit of feature 1, and scaled as it is
    names: tuple[str, ...]  # of the features; words are translated by `ui`
    probe: Array  # (T, D): the sequence whose gates are shown over the epochs, scaled
    period: int = 0  # steps of a season, where there is one

    def __getitem__(self, part: str) -> Part:
        found: Part = {"train": self.train, "validation": self.validation, "test": self.test}[part]
        return found

    def measured(self, outputs: Array, base: Array | None = None) -> Array:
        """What is asked for, (N, 1), in its own unit: from its scaled form, and of growth from the value before it."""
        told = outputs * self.scaling.deviation[0] + self.scaling.mean[0]
        found: Array = told if base is None else base * np.exp(told)
        return found


@dataclass(frozen=True)
class Target:
    """What the default run reaches."""

    metric: str  # one of the task's
    bound: float  # at most of an error, at least of all else
    part: str = "validation"  # or 'train'

    def reached(self, value: float) -> bool:
        """Whether a value of the metric is as good as this."""
        return value <= self.bound if self.metric in ("mae", "rmse") else value >= self.bound


@dataclass(frozen=True)
class Task:
    """Something to learn; its words are English, translated by `ui`."""

    name: str
    title: str
    story: str
    loss: str  # 'mse', 'bce' or 'cross-entropy'
    metrics: tuple[str, ...]  # of `metrics.measure`, the first is the one to look at
    baselines: tuple[str, ...]  # of `baselines.BASELINES`
    inputs: int  # D
    outputs: int  # what the head gives: 1, or the number of classes
    target: Target
    build: Callable[..., Data]  # (rng, **parameters)
    parameters: tuple[Parameter, ...] = ()
    every_step: bool = False  # whether every step is asked, or the last one only
    run: Mapping[str, Any] = field(default_factory=dict)  # the default run, where it differs from `TrainConfig`'s

    @property
    def forecasts(self) -> bool:
        """Whether it goes on with a series, so that a forecast may read itself."""
        return "seasonal" in self.baselines

    def make(self, seed: object = 0, **options: object) -> Data:
        """Make the data: the same for the same seed, 0 to 2³² - 1, and options.

        Raises InputError: 'unknown', 'out-of-range'.
        """
        parameters = read_parameters(self.parameters, options, "options")
        return self.build(np.random.default_rng([count("seed", seed, 0, SEEDS - 1), 0]), **parameters)
