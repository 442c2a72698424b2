"""What is written as CSV or JSON is the trace, bit for bit."""

import csv
import io
import json

import numpy as np
import pytest

import lstm_viz as lv
from lstm_viz.errors import InputError
from lstm_viz.trace_tables import to_csv, to_json
from tests.cells.draws import problem

HELD = np.where(np.arange(12).reshape(4, 3) % 5 == 0, 0.25, np.nan)


def run(B=None, dtype=np.float64, clamps=None):
    p = problem(4, B, 2, 3, dtype=dtype)
    return lv.trace("lstm", p.params, p.x, p.state, clamps)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_table_has_a_line_for_each_step_and_unit_with_every_number(dtype):
    tr = run(dtype=dtype)
    lines = list(csv.DictReader(io.StringIO(to_csv(tr))))
    assert list(lines[0]) == ["t", "unit", *tr.signals, "x1", "x2"]
    assert [(int(line["t"]), int(line["unit"])) for line in lines] == [(t, u) for t in range(1, 5) for u in range(1, 4)]
    for line in lines:
        t, unit = int(line["t"]) - 1, int(line["unit"]) - 1
        assert all(dtype(line[name]) == tr[name][t, unit] for name in tr.signals)
        assert [dtype(line["x1"]), dtype(line["x2"])] == list(tr.x[t])


def test_the_table_is_read_by_numpy_as_it_stands():
    tr = run()
    table = np.loadtxt(io.StringIO(to_csv(tr)), delimiter=",", skiprows=1)
    np.testing.assert_array_equal(table[:, 2 + tr.signals.index("h")].reshape(4, 3), tr.h)


def test_a_batch_is_no_table():
    with pytest.raises(InputError) as refused:
        to_csv(run(B=2))
    assert refused.value.code == "shape"


@pytest.mark.parametrize("B", [None, 2])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_json_holds_every_array(B, dtype):
    tr = run(B, dtype)
    read = json.loads(to_json(tr))
    assert (read.pop("format"), read.pop("version"), read.pop("cell")) == ("lstm-viz trace", 1, "lstm")
    assert read.keys() == tr.arrays().keys()
    for name, array in tr.arrays().items():
        np.testing.assert_array_equal(np.array(read[name], dtype), array)


def test_what_is_free_in_a_clamp_is_null():
    tr = run(clamps={"f": HELD})
    text = to_json(tr)
    assert "NaN" not in text
    np.testing.assert_array_equal(np.array(json.loads(text)["clamp_f"], float), HELD)
