"""In which order the units of a run stand in a panel."""

from __future__ import annotations

import numpy as np

from .errors import InputError, excerpt, text
from .tracing import Trace
from .types import Array

ORDERS = ("given", "mean", "input")


def unit_order(tr: Trace, by: str = "given", signal: str = "f") -> Array:
    """Sort the units of one sequence: their indices, (H,), the first to stand on top.

    'given': as they are numbered. 'mean': by the mean of `signal` over time. 'input': by the correlation of `signal`
    with the input, or with its first principal direction if it has several features (turned so that its largest weight
    is positive). Both downwards; a constant series counts as 0, and equals keep their order. Raises InputError
    'unknown'.
    """
    if by == "given":
        return np.arange(tr.hidden)
    if by == "mean":
        return np.argsort(-tr[signal].mean(axis=0), kind="stable")
    if by == "input":
        return np.argsort(-_correlations(tr[signal], _direction(tr.x)), kind="stable")
    expected = text("one of {names}", names=", ".join(ORDERS))
    raise InputError("unknown", "order", excerpt(repr(by)), expected, text("Choose one of these names."))


def _centred(series: Array) -> Array:
    """Subtract the mean over time; exactly 0 where a series is constant, which rounding would blur."""
    return np.where(np.ptp(series, axis=0) == 0, 0, series - series.mean(axis=0))


def _direction(x: Array) -> Array:
    """Project the centred input on its first principal direction: (T,)."""
    centred = _centred(x)
    weights = np.linalg.eigh(centred.T @ centred)[1][:, -1]
    projected: Array = centred @ (weights * np.sign(weights[np.abs(weights).argmax()]))
    return projected


def _correlations(series: Array, other: Array) -> Array:
    """Pearson's coefficient of each column with `other`, (T,), whose mean is 0."""
    centred = _centred(series)
    norms = np.linalg.norm(centred, axis=0) * np.linalg.norm(other)
    found: Array = np.divide(other @ centred, norms, out=np.zeros_like(norms), where=norms > 0)
    return found
