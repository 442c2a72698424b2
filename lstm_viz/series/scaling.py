"""Standardising: each feature about its mean, in units of its standard deviation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..arrays import numbers, wrong_shape
from ..errors import text
from ..types import Array, Inputs


@dataclass(frozen=True, eq=False)
class Scaled:
    """What `standardise` makes: (its input − mean) / deviation, and both for each feature."""

    x: Inputs  # (T, D)
    mean: Array  # (D,)
    deviation: Array  # (D,)


def standardise(x: object) -> Scaled:
    """Take x, (T, D), to mean 0 and standard deviation 1 (divided by T) in each feature.

    A feature that never changes becomes 0 throughout: its deviation counts as 1. Raises InputError: those of `numbers`,
    'shape'.
    """
    given = numbers("x", x, np.float64)
    if given.ndim != 2 or not given.size:
        raise wrong_shape("x", given.shape, "T × D", text("Give a row for each step."))
    constant = (given == given[0]).all(axis=0)
    with np.errstate(over="ignore", invalid="ignore"):
        mean = np.where(constant, given[0], given.mean(axis=0))
        deviation = given.std(axis=0)
        deviation = np.where(constant | ~(deviation > 0), 1.0, deviation)
        scaled = numbers("x", (given - mean) / deviation) + 0.0
    for array in (scaled, mean, deviation):
        array.setflags(write=False)
    return Scaled(scaled, mean, deviation)
