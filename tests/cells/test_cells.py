"""The facts of every cell hang together: labels, equations and numbers come from one record."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.cells import Cell

REFERENCES = Path(__file__).parents[2] / "docs" / "references.md"
cells = pytest.mark.parametrize("cell", lv.CELLS.values(), ids=lv.CELLS)


@cells
def test_a_cell_is_filed_under_its_name_and_frozen(cell: Cell) -> None:
    assert lv.CELLS[cell.name] is cell
    with pytest.raises(dataclasses.FrozenInstanceError):
        cell.name = "other"  # type: ignore[misc]


@cells
def test_its_paper_stands_in_the_references(cell: Cell) -> None:
    keys = re.findall(r"^- \*\*(\w+)\*\*", REFERENCES.read_text("utf-8"), re.MULTILINE)
    assert set(cell.paper) <= set(keys)


@cells
def test_every_signal_is_computed_by_exactly_one_operation(cell: Cell) -> None:
    computed = [name for operation in cell.operations for name in operation.signals]
    assert sorted(computed) == sorted(signal.name for signal in cell.signals)


@cells
def test_its_signals_are_those_of_its_trace(cell: Cell) -> None:
    tr = lv.trace(cell.name, lv.init_params(cell.name, 1, 2), [1.0, 2.0])
    assert ("x", *tr.signals) == tuple(signal.name for signal in cell.signals)
    assert all(np.array_equal(getattr(tr, name), tr[name]) for name in tr.signals)


def test_the_operations_of_the_lstm_come_in_the_order_of_the_design() -> None:
    assert [operation.code for operation in lv.CELLS["lstm"].operations] == "concat f i g c o h".split()
    assert lv.CELLS["lstm"].title == "LSTM with forget gate"


def test_an_unknown_cell_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(lv.InputError, match="lstm"):
        lv.init_params("gru-of-tomorrow", 1, 1)
