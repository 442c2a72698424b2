"""The code view shows the very code that computes."""

import inspect

import numpy as np

from lstm_viz.cells import CELLS
from lstm_viz.cells.initialise import init_params
from lstm_viz.cells.lstm import sigmoid
from lstm_viz.ui.source import step_lines

CELL = CELLS["lstm"]


def test_every_line_stands_in_the_file():
    source = inspect.getsource(CELL.step)
    assert all(line["text"] in source for line in step_lines(CELL))


def test_the_lines_alone_compute_the_step():
    p = init_params("lstm", 2, 3, seed=1)
    before = {"p": p, "x": np.array([1.0, -2.0]), "h_prev": np.full(3, 0.1), "c_prev": np.full(3, 0.2)}
    names = {"np": np, "sigmoid": sigmoid, **before}
    exec("\n".join(line["text"] for line in step_lines(CELL)), names)  # noqa: S102 (our own lines)
    expected = CELL.step(**before)
    for signal in expected._fields:
        np.testing.assert_array_equal(names[signal], getattr(expected, signal))


def test_every_signal_is_computed_once_and_knows_its_operation():
    lines = step_lines(CELL)
    signals = [signal for line in lines for signal in line["signals"]]
    assert sorted(signals) == sorted(CELL.step(init_params("lstm", 1, 1), np.ones(1), np.zeros(1), np.zeros(1))._fields)
    assert {line["operation"] for line in lines if len(line["signals"]) == 1} == {"f", "i", "g", "c", "o", "h"}
