"""Which clamp changes the last h most? Every gate shut or open, every candidate at its ends and at 0: all computed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from .arrays import count
from .tracing import Trace, trace
from .types import Array

HELD = {"f": (0.0, 1.0), "i": (0.0, 1.0), "g": (-1.0, 0.0, 1.0), "o": (0.0, 1.0)}  # what each signal is held at
NUMBERS_AT_ONCE = 2**16  # h of all clamps that are tried together; their trace takes some thirty times as much


@dataclass(frozen=True)
class ClampEffect:
    """What one clamp does to the last hidden state, against the trace that it is added to."""

    signal: str  # 'f', 'i', 'g' or 'o' …
    unit: int  # … of this unit, from 0 …
    step: int | None  # … at this step, from 0, or at every step …
    value: float  # … held at this value
    change: float  # of the last h in the unit where it is largest: with the clamp minus without
    changed_unit: int  # that unit, from 0; the first of equals


def rank_clamps(tr: Trace, most: int | None = None) -> tuple[ClampEffect, ...]:
    """Hold each gate at 0 and 1, each candidate at −1, 0 and 1, at one step or at all; the largest |change| first.

    The trace's own clamps stay in force, except where the tried one stands. Changes that agree to 12 decimals (float32:
    to 5) are equal, and one that is 0 to as many is 0: the rest is rounding. Equals stand by step (every step last),
    then by unit, signal (f, i, g, o) and value. `tr`: an LSTM without a batch; a reverse one ends in `tr.h[0]`, and of
    equals its later steps stand first. `most`: how many to return (default: all of them, 9·H·(T + 1)). Raises
    InputError: 'out-of-range', and those of `trace`.
    """
    if tr.reverse:
        found = rank_clamps(tr.flipped(), most)
        return tuple(e if e.step is None else replace(e, step=tr.steps - 1 - e.step) for e in found)
    signals = [(signal, value) for signal, values in HELD.items() for value in values]
    tried = [(unit, signal, value) for unit, (signal, value) in product(range(tr.hidden), signals)]
    steps = (*range(tr.steps), None)
    total = len(steps) * len(tried)
    wanted = total if most is None else min(total, count("most", most, 1, 2**31))

    change = np.concatenate([_last_h(tr, step, tried) for step in steps]) - tr.h[-1]
    size = abs(change).round(12 if change.dtype == np.float64 else 5)
    changed = size.argmax(axis=1)
    largest = np.where(size.any(axis=1), np.take_along_axis(change, changed[:, None], axis=1)[:, 0], 0)
    effects = []
    for k in np.argsort(-size.max(axis=1), kind="stable")[:wanted].tolist():
        unit, signal, value = tried[k % len(tried)]
        step = steps[k // len(tried)]
        effects.append(ClampEffect(signal, unit, step, value, float(largest[k]), int(changed[k])))
    return tuple(effects)


def _last_h(tr: Trace, step: int | None, tried: list[tuple[int, str, float]]) -> Array:
    """Compute h of the last step for each clamp at one step, or at every step: (tried, hidden).

    What comes before the step stays as it is, so the run starts there; the clamps ride in the batch.
    """
    start = step or 0
    h0, c0 = (tr.h[start - 1], tr.c[start - 1]) if start else (tr.h0, tr.c0)
    x, held_steps = tr.x[start:, None], slice(None) if step is None else 0
    at_once = max(1, NUMBERS_AT_ONCE // (len(x) * tr.hidden))
    last = []
    for first in range(0, len(tried), at_once):
        some = tried[first : first + at_once]
        clamps = {
            name: np.repeat(tr.clamps[name][start:, None], len(some), axis=1)
            if name in tr.clamps
            else np.full((len(x), len(some), tr.hidden), np.nan, tr.params.dtype)
            for name in {*HELD, *tr.clamps}
        }
        for k, (unit, signal, value) in enumerate(some):
            clamps[signal][held_steps, k, unit] = value
        inputs = np.repeat(x, len(some), axis=1)
        last.append(trace(tr.cell.name, tr.params, inputs, {"h": h0, "c": c0}, clamps).h[-1])
    return np.concatenate(last)
