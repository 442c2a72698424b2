"""The same training in NumPy and in PyTorch, update by update. Naming it loads no torch."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from ..types import Array
from .chunks import train_chunk
from .config import TrainConfig
from .events import Epoch
from .states import State
from .twin import refuse_others, train_numpy


@dataclass(frozen=True, eq=False)
class Twice:
    """Both trainings, (N,) each."""

    numpy: Array  # losses
    torch: Array
    apart: Array  # the largest difference of a weight after each update
    moved: float  # the largest way that a weight has gone since the start


def train_twice(config: TrainConfig, updates: int, seconds: float = 10.0) -> Twice:
    """Make up to `updates` updates of both, or fewer once `seconds` are over.

    Raises InputError: 'twin' for dropout, clipping, and optimisers other than SGD and Adam.
    """
    from .original import train_torch  # torch is loaded by those who train

    refuse_others(config)
    _, told = train_chunk(config, None, 0.0, 0)
    first = next(event for event in told if isinstance(event, Epoch))
    start = State.of(first.state or b"", config).weights
    until, rows = time.monotonic() + seconds, list[tuple[float, float, float]]()
    moved = 0.0
    for mine, theirs in zip(train_numpy(config, start), train_torch(config, start), strict=False):
        apart = max(float(np.abs(weight - theirs.weights[name]).max()) for name, weight in mine.weights.items())
        rows.append((mine.loss, theirs.loss, apart))
        moved = max(float(np.abs(weight - start[name]).max()) for name, weight in mine.weights.items())
        if len(rows) == updates or time.monotonic() > until:
            break
    numpy, torch, apart_by_update = np.array(rows).T
    return Twice(numpy, torch, apart_by_update, moved)
