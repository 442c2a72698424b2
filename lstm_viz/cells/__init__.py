"""The cells: the mathematics, NumPy only. A new family is a file beside `lstm.py` and one entry here."""

from __future__ import annotations

from ..errors import InputError, excerpt, text
from . import lstm, lstm_facts
from .cell import Cell
from .params import LSTMParams

__all__ = ["CELLS", "Cell", "cell_named"]

CELLS = {
    "lstm": Cell(
        name="lstm",
        title="LSTM with forget gate",
        paper=("hochreiter1997", "gers2000"),
        params=LSTMParams,
        record=lstm.LSTMStep,
        signals=lstm_facts.SIGNALS,
        operations=lstm_facts.OPERATIONS,
        clampable=lstm_facts.CLAMPABLE,
        step=lstm.step,
        step_back=lstm.step_back,
        run=lstm.run,
        run_back=lstm.run_back,
    ),
}


def cell_named(name: object) -> Cell:
    """Look up a cell. Raises InputError 'unknown'."""
    if isinstance(name, str) and name in CELLS:
        return CELLS[name]
    expected = text("one of {names}", names=", ".join(CELLS))
    raise InputError("unknown", "cell", excerpt(repr(name)), expected, text("Choose a known cell."))
