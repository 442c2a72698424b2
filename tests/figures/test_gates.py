"""Figures are tested as data: what is drawn is what was computed."""

import numpy as np
import plotly.graph_objects as go
import pytest

import lstm_viz as lv
from lstm_viz.figures import gate_lines


@pytest.fixture
def trace():
    return lv.trace("lstm", lv.init_params("lstm", inputs=1, hidden=3, seed=1), np.arange(1.0, 6.0))


@pytest.mark.parametrize("unit", range(3))
def test_each_line_is_one_gate_of_the_unit(trace, unit):
    lines = gate_lines(trace, unit)["data"]
    for line, gate in zip(lines, "fio", strict=True):
        np.testing.assert_array_equal(line["y"], trace[gate][:, unit].astype(np.float32))
        np.testing.assert_array_equal(line["x"], [1, 2, 3, 4, 5])


def test_arrays_are_float32_and_contiguous(trace):
    for line in gate_lines(trace)["data"]:
        for axis in "xy":
            assert line[axis].dtype == np.float32
            assert line[axis].flags.c_contiguous


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_plotly_accepts_the_spec(trace, theme):
    figure = go.Figure(gate_lines(trace, theme=theme))
    assert [line.name for line in figure.data] == ["f", "i", "o"]


def test_words_come_from_the_caller(trace):
    spec = gate_lines(trace, names={"f": "遗忘门", "time": "时间步"})
    assert [line["name"] for line in spec["data"]] == ["遗忘门", "i", "o"]
    assert spec["layout"]["xaxis"]["title"]["text"] == "时间步"


def test_a_signal_without_bounds_is_scaled_by_its_values(trace):
    low, high = gate_lines(trace, signals=("c",))["layout"]["yaxis"]["range"]
    assert low < trace.c[:, 0].min() < trace.c[:, 0].max() < high < 2 * abs(trace.c).max()


def test_the_scale_holds_the_whole_range_of_the_signals(trace):
    low, high = gate_lines(trace, signals=("f", "g"))["layout"]["yaxis"]["range"]
    assert low < -1
    assert high > 1
