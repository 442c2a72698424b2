"""Copy with delay: the plainest test of a long memory [hochreiter1997, arjovsky2016]."""

from __future__ import annotations

import numpy as np

from .parts import cut
from .task import Data, Scaling

SYMBOLS = "ABCD"
BLANK, GO = len(SYMBOLS), len(SYMBOLS) + 1


def copy_with_delay(rng: np.random.Generator, length: int, delay: int, sequences: int) -> Data:
    """`length` symbols, `delay` blanks, the sign to go and blanks: from the sign on, the symbols are asked."""
    symbols = rng.integers(0, len(SYMBOLS), (sequences, length))
    signs = np.full((sequences, 2 * length + delay), BLANK)
    signs[:, :length], signs[:, length + delay] = symbols, GO
    asked = np.full(signs.shape, -1)
    asked[:, length + delay :] = symbols
    train, validation, test = cut(np.eye(len(SYMBOLS) + 2)[signs], asked)
    return Data(train, validation, test, Scaling.none(len(SYMBOLS) + 2), (*SYMBOLS, "blank", "go"), test.x[0])
