"""The memory ledger: what each earlier step still contributes to the cell state."""

from __future__ import annotations

import numpy as np

from .arrays import byte_size, real, refuse_beyond_memory
from .errors import InputError, excerpt, text
from .tracing import Trace
from .types import Ledger


def memory_ledger(tr: Trace, units: object = None) -> Ledger:
    """Split the cell state by origin: [t, 0] is what c0 left in c[t], [t, k+1] what step k left; they sum to c.

    Of a reverse trace [t, k+1] is likewise what step k of the input left in c[t], now of each k ≥ t.
    c[t] = Σ_k i[k]·g[k]·Π_{k<j≤t} f[j] + c0·Π_{j≤t} f[j]. It accounts for content *given* the gates; earlier inputs
    also act through them. `units`: one or several, from 0 (default: all). Raises InputError: 'out-of-range', 'memory'.
    """
    chosen = chosen_units(tr.hidden, units)
    batch, dtype = tr.x.shape[1:-1], tr.params.dtype
    refuse_beyond_memory("memory_ledger", byte_size(dtype, tr.steps, tr.steps + 1, *batch, len(chosen)))
    kept, written, c0 = tr.f[..., chosen], (tr.i * tr.g)[..., chosen], tr.c0[..., chosen]
    if "c" in tr.clamps:  # a clamp discards what was there and writes its own value
        free = np.isnan(tr.clamps["c"][..., chosen])
        kept, written = kept * free, np.where(free, written, tr.c[..., chosen])
    ledger = np.zeros((tr.steps, tr.steps + 1, *batch, len(chosen)), dtype)
    start, shares = ledger[:, 0], ledger[:, 1:]
    if tr.reverse:  # from here on in the order of computation
        kept, written, start, shares = kept[::-1], written[::-1], start[::-1], shares[::-1, ::-1]
    for t in range(tr.steps):
        np.multiply(start[t - 1] if t else c0, kept[t], start[t])
        np.multiply(shares[t - 1, :t], kept[t], shares[t, :t])
        shares[t, t] = written[t]
    return ledger


def chosen_units(hidden: int, units: object) -> list[int]:
    """Take one or several of `hidden` units, counted from 0; None: all. Raises InputError 'out-of-range'."""
    if units is None:
        return list(range(hidden))
    found = np.atleast_1d(real("units", units))
    if found.ndim != 1 or found.dtype.kind not in "iu" or not found.size or found.min() < 0 or found.max() >= hidden:
        expected = text("whole numbers from 0 to {last}", last=hidden - 1)
        raise InputError("out-of-range", "units", excerpt(units), expected, text("Choose units that the cell has."))
    return [int(unit) for unit in found]
