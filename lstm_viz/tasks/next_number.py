"""The next number of a sequence: 1, 2, 3, 4 → 5, and all its kin."""

from __future__ import annotations

import numpy as np

from .parts import cut
from .task import Data, Part, Scaling

SMALLEST, LARGEST = 0, 20  # where a sequence begins
STEEPEST = 5  # the most it rises or falls from one number to the next


def arithmetic(rng: np.random.Generator, length: int) -> Data:
    """Every sequence of whole numbers that begins at 0 to 20 and changes by −5 to 5; '1, 2, 3, 4' is never trained on.

    Any two numbers tell the rule, so validation asks for sequences whose kin the network has met, never for themselves.
    """
    start, change = np.meshgrid(np.arange(SMALLEST, LARGEST + 1), np.arange(-STEEPEST, STEEPEST + 1), indexing="ij")
    whole = start.reshape(-1, 1) + change.reshape(-1, 1) * np.arange(length + 1.0)
    known = (whole[:, :2] == (1, 2)).all(axis=1)
    whole = np.concatenate([rng.permutation(whole[~known]), whole[known]])  # the end is for the test
    x, y = whole[:, :-1, None], whole[:, -1:]
    scaling = Scaling.fit(cut(x, y)[0].x)
    train, validation, test = (Part(scaling.apply(part.x), scaling.apply(part.y)) for part in cut(x, y))
    return Data(train, validation, test, scaling, ("number",), test.x[-1])
