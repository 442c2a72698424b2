"""Yes or no after a few steps of noise: once by chance, which can only be memorised, and once by a rule."""

from __future__ import annotations

import numpy as np

from ..types import Array
from .parts import cut
from .task import Data, Scaling

FEATURES = 10


def by_chance(rng: np.random.Generator, steps: int, sequences: int) -> Data:
    """Labels that have nothing to do with the sequences."""
    x = rng.standard_normal((sequences, steps, FEATURES))
    return _data(x, rng.integers(0, 2, (sequences, 1)).astype(np.float64))


def by_rule(rng: np.random.Generator, steps: int, sequences: int) -> Data:
    """Label 1 if feature 1 ends higher than it began: the first step has to be kept in mind."""
    x = rng.standard_normal((sequences, steps, FEATURES))
    return _data(x, (x[:, -1, :1] > x[:, 0, :1]).astype(np.float64))


def _data(x: Array, y: Array) -> Data:
    train, validation, test = cut(x, y)
    names = tuple(f"x{n}" for n in range(1, FEATURES + 1))
    return Data(train, validation, test, Scaling.none(FEATURES), names, test.x[0])
