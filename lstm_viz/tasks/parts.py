"""Cutting sequences into training, validation and test part."""

from __future__ import annotations

import numpy as np

from ..types import Array
from .task import Part

SHARES = (0.6, 0.2)  # of training and validation; the rest is for the test


def cut(x: Array, y: Array) -> tuple[Part, Part, Part]:
    """Split in the order given, 60 : 20 : 20."""
    first, second = (round(share * len(x)) for share in np.cumsum(SHARES))
    bounds = ((0, first), (first, second), (second, len(x)))
    train, validation, test = (Part(x[low:high].copy(), y[low:high].copy()) for low, high in bounds)
    return train, validation, test
