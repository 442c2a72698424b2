"""Handwritten digits, read row by row; data/SOURCES.md says where they are from."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files

import numpy as np

from ..types import Array
from .parts import cut
from .task import Data, Part, Scaling

SIDE = 8  # pixels
DARKEST = 16


def handwritten(rng: np.random.Generator) -> Data:
    """Images as 8 steps of 8 pixels, in a drawn order."""
    images, digits = load_digits()
    order = rng.permutation(len(images))
    raw = cut(images[order], digits[order])
    scaling = Scaling.fit(raw[0].x)
    train, validation, test = (Part(scaling.apply(part.x), part.y) for part in raw)
    names = tuple(f"x{n}" for n in range(1, SIDE + 1))
    return Data(train, validation, test, scaling, names, test.x[0])


@cache
def load_digits() -> tuple[Array, Array]:
    """All 1,797 images, (N, 8, 8) from 0 to 16, and their digits, (N,); read-only."""
    with (files("lstm_viz") / "tasks" / "data" / "digits.csv.gz").open("rb") as packed, gzip.open(packed) as file:
        rows = np.loadtxt(file, delimiter=",", dtype=np.int64)
    images, digits = rows[:, :-1].reshape(-1, SIDE, SIDE).astype(np.float64), rows[:, -1].copy()
    images.setflags(write=False)
    digits.setflags(write=False)
    return images, digits
