"""A trace as text for other programs: CSV for tables, JSON for all the rest; every number is read back bit for bit."""

from __future__ import annotations

import json

import numpy as np

from .errors import InputError, text
from .tracing import Trace

MOST_INPUTS = 8  # repeated for each unit, more would be most of the table
FORMAT, VERSION = "lstm-viz trace", 1


def to_csv(tr: Trace) -> str:
    """Write one sequence as a table: t and unit from 1, every signal, then x1, x2, …; a line for each step and unit.

    The input of a step stands on the line of each of its units, unless it has more than 8 numbers: then the table is
    without it. Raises InputError 'shape' for a batch.
    """
    if tr.h0.ndim > 1:
        remedy = text("Trace one sequence by itself.")
        raise InputError("shape", "trace", text("several sequences"), text("one sequence"), remedy)
    inputs = tr.x if tr.x.shape[1] <= MOST_INPUTS else tr.x[:, :0]
    header = ("t", "unit", *tr.signals, *(f"x{feature}" for feature in range(1, inputs.shape[1] + 1)))
    values = np.stack([tr[name] for name in tr.signals], axis=-1)  # (T, H, signals)
    lines = [",".join(header)]
    for t, x in enumerate(inputs.tolist()):
        rows = [[t + 1, unit, *signals, *x] for unit, signals in enumerate(values[t].tolist(), 1)]
        # Of a list of lists Python writes all numbers at once, faster than one by one; step by step, other threads run.
        lines.append(repr(rows)[2:-2].replace("], [", "\n").replace(", ", ","))
    return "\n".join(lines) + "\n"


def to_json(tr: Trace) -> str:
    """Write all arrays of a trace (`Trace.arrays`) as nested lists, and 'format', 'version' and 'cell' before them.

    In a clamp null is free, where the array has NaN: JSON has none.
    """
    parts = {"format": FORMAT, "version": VERSION, "cell": tr.cell.name}
    parts |= {name: array.tolist() for name, array in tr.arrays().items()}
    for name, held in tr.clamps.items():
        free = held.astype(object)
        free[np.isnan(held)] = None
        parts[f"clamp_{name}"] = free.tolist()
    # One array after the other, so that other threads run in between.
    written = (f"{json.dumps(name)}: {json.dumps(part, allow_nan=False)}" for name, part in parts.items())
    return "{" + ", ".join(written) + "}\n"
