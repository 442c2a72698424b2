"""Oracle: the golden sheet, a scalar LSTM computed by hand over x = 1, 2, 3, 4, to six decimals."""

from __future__ import annotations

from numpy.testing import assert_allclose

import lstm_viz as lv

SHEET = {
    "f": [0.622459, 0.736069, 0.826924, 0.889640],
    "i": [0.645656, 0.777520, 0.873023, 0.929178],
    "g": [0.604368, 0.900887, 0.979776, 0.995623],
    "c": [0.390214, 0.987682, 1.672105, 2.412682],
    "o": [0.689974, 0.845867, 0.934375, 0.972030],
    "h": [0.256356, 0.639790, 0.870678, 0.956556],
}
CONTENTS = [  # what c is made of, by the step that wrote it
    [0.390214],
    [0.287224, 0.700457],
    [0.237513, 0.579225, 0.855367],
    [0.211301, 0.515301, 0.760969, 0.925112],
]


def test_the_worked_example_is_the_sheet() -> None:
    tr = lv.trace("lstm", lv.init_params("lstm", 1, 1, "golden"), [1, 2, 3, 4])
    for name, column in SHEET.items():
        assert_allclose(tr[name][:, 0], column, rtol=0, atol=5.0001e-7, err_msg=name)


def test_the_ledger_of_the_worked_example_is_the_sheets() -> None:
    ledger = lv.memory_ledger(lv.trace("lstm", lv.init_params("lstm", 1, 1, "golden"), [1, 2, 3, 4]))
    for t, contents in enumerate(CONTENTS):
        assert_allclose(ledger[t, :, 0], [0, *contents, *[0] * (3 - t)], rtol=0, atol=5.0001e-7)
