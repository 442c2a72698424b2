"""The scripts of 'this as Python': run by themselves, they print what the trace holds."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

import dev
import lstm_viz as lv
from lstm_viz.config import StepConfig
from lstm_viz.lab import Lab
from lstm_viz.scripts import lstm_viz_script, torch_script
from tests.cells.draws import problem


def drawn(T: int, D: int, H: int, **changes: Any) -> Lab:
    """PyTorch's weights, a sequence and a start state that is not zero."""
    p = problem(T, None, D, H)
    start = p.state["h"], p.state["c"]
    return replace(Lab("torch", 3, p.x, lv.init_params("lstm", D, H, seed=3), *start), **changes)


def clamps(T: int, H: int) -> dict[str, Any]:
    """Held at one step, at every step, and for some steps; the states too."""
    held = {name: np.full((T, H), np.nan) for name in "figoch"}
    held["f"][1, 0] = 0.0
    held["i"][:, 2] = 0.5
    held["g"][1:3, 1] = -1.0, 1 / 3
    held["o"][T - 1] = 0.1
    held["c"][2, 1] = -12.5
    held["h"][0, 2] = 1e-7
    return held


WORKED = Lab(
    "golden",
    0,
    np.array([[1.0], [2.0], [3.0], [4.0]]),
    lv.init_params("lstm", 1, 1, "golden"),
    np.zeros(1),
    np.zeros(1),
    np.array([4.0]),
)
EXTREME = np.array([[1e16, -1e-300], [5e-324, 123456789.123], [1 / 3, 1e-5], [1e300, -1e22]])
LABS = {
    "worked": WORKED,
    "start": drawn(5, 2, 3),
    "trained": Lab.of(StepConfig.parse({"preset": "next_number"})[0]),
    "clamped": drawn(4, 2, 3, clamps=clamps(4, 3), output=np.array([0.1, -0.2, 1 / 3])),
}
WRITERS = {"lstm_viz": lstm_viz_script, "torch": torch_script}
TO_FORMAT = LABS | {
    "large": drawn(64, 8, 8, output=np.linspace(-1, 1, 8) / 3, clamps=clamps(64, 8)),
    "single step": drawn(1, 1, 1, clamps={"f": np.array([[0.5]])}),
    "two units": drawn(2, 1, 2),
    "extreme": drawn(4, 2, 2, x=EXTREME, h0=EXTREME[0], clamps={"c": EXTREME}),
}


def tables(printed: str) -> tuple[Any, Any]:
    """Read what a script prints: f, i, g, c, o, h, (T, H, 6), and y, (T,), or None."""
    first, _, second = printed.partition("\n\n")
    head, *lines = [line.split() for line in first.splitlines()]
    assert head == ["t", "unit", *"figcoh"]
    steps, units = (int(number) for number in lines[-1][:2])
    assert [line[:2] for line in lines] == [[str(t + 1), str(u + 1)] for t in range(steps) for u in range(units)]
    signals = np.array([[float(value) for value in line[2:]] for line in lines]).reshape(steps, units, 6)
    if not second:
        return signals, None
    head, *lines = [line.split() for line in second.splitlines()]
    assert head == ["t", "y"]
    assert [line[0] for line in lines] == [str(t + 1) for t in range(steps)]
    return signals, np.array([float(line[1]) for line in lines])


def run(script: str, folder: Path, **environment: str) -> tuple[Any, Any]:
    """Run a script in a folder that is not the repository's."""
    (folder / "script.py").write_text(script, "utf-8")
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "script.py"],
        cwd=folder,
        env=bare | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return tables(done.stdout)


def screen(lab: Lab) -> tuple[Any, Any]:
    """What the screen shows of a lab, as `tables` has it."""
    tr = lab.trace()
    return np.stack([tr[name] for name in "figcoh"], axis=-1), lab.outputs(tr)


@pytest.mark.parametrize("name", LABS)
def test_the_script_with_lstm_viz_prints_the_screens_numbers_bit_for_bit(name: str, tmp_path: Path) -> None:
    signals, output = run(lstm_viz_script(LABS[name]), tmp_path, PYTHONPATH=str(dev.ROOT))
    expected, y = screen(LABS[name])
    assert_array_equal(signals, expected)
    assert_array_equal(output, y)


@pytest.mark.parametrize("name", LABS)
def test_the_script_with_pytorch_alone_prints_the_same_numbers(name: str, tmp_path: Path) -> None:
    signals, output = run(torch_script(LABS[name]), tmp_path)
    expected, y = screen(LABS[name])
    assert_allclose(signals, expected, rtol=0, atol=1e-12)
    assert (output is None) == (y is None)
    if y is not None:
        assert_allclose(output, y, rtol=0, atol=1e-12)


@pytest.mark.parametrize("width", [88, 100, 120])
def test_ruff_leaves_a_script_as_it_is(width: int, tmp_path: Path) -> None:
    for name, lab in TO_FORMAT.items():
        for library, write in WRITERS.items():
            (tmp_path / f"{library} {name}.py").write_text(write(lab), "utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    formatted = [*ruff, "format", "--isolated", "--diff", "--line-length", str(width), str(tmp_path)]
    told = subprocess.run(formatted, capture_output=True, text=True, timeout=60)
    assert (told.returncode, told.stdout) == (0, "")
    linted = subprocess.run([*ruff, "check", "--isolated", str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("name", TO_FORMAT)
@pytest.mark.parametrize(("library", "imported"), [("lstm_viz", {"numpy", "lstm_viz"}), ("torch", {"torch"})])
def test_a_script_is_plain_ascii_of_short_lines_and_imports_its_library(
    library: str, imported: set[str], name: str
) -> None:
    script = WRITERS[library](TO_FORMAT[name])
    assert script.isascii()
    assert max(map(len, script.splitlines())) <= 100
    nodes = list(ast.walk(ast.parse(script)))
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    assert found | {node.module for node in nodes if isinstance(node, ast.ImportFrom)} == imported


def test_every_row_says_what_it_is() -> None:
    lines = lstm_viz_script(LABS["start"]).splitlines()
    params = LABS["start"].params
    assert f"    {params.block('weight_ih', 'f')[0].tolist()},  # forget gate, unit 1" in lines
    assert f"    {params.block('weight_hh', 'g')[2].tolist()},  # candidate, unit 3" in lines
    assert f"    {params.block('bias', 'o')[1].tolist()},  # output gate, unit 2" in lines
    assert f"    {LABS['start'].x[4].tolist()},  # step 5" in lines


def test_a_clamp_at_every_step_is_one_line() -> None:
    lines = torch_script(LABS["clamped"]).splitlines()
    held = [line for line in lines if line.startswith("clamps[")]
    assert held == [
        'clamps["i"][:, 2] = 0.5  # every step, unit 3',
        'clamps["f"][1, 0] = 0.0  # step 2, unit 1',
        'clamps["g"][1, 1] = -1.0  # step 2, unit 2',
        'clamps["g"][2, 1] = 0.3333333333333333  # step 3, unit 2',
        *(f'clamps["o"][3, {unit}] = 0.1  # step 4, unit {unit + 1}' for unit in range(3)),
        'clamps["c"][2, 1] = -12.5  # step 3, unit 2',
        'clamps["h"][0, 2] = 1e-07  # step 1, unit 3',
    ]


def test_nn_lstm_is_used_and_checked_only_where_it_can_be() -> None:
    free, held = torch_script(LABS["start"]), torch_script(LABS["clamped"])
    assert "nn.LSTM(" in free
    assert free.count("assert torch.allclose") == 2
    assert "torch.where" not in free
    assert "nn.LSTM(" not in held
    assert held.count("torch.where") == 6


def test_only_numbers_of_a_lab_stand_in_a_script() -> None:
    noted = replace(WORKED, preset="saturated", seed=7, notes='"""\nimport os')
    assert [write(noted) for write in WRITERS.values()] == [write(WORKED) for write in WRITERS.values()]


@given(
    rows=arrays(
        np.float64,
        st.tuples(st.integers(1, 3), st.integers(1, 8)),
        elements=st.floats(allow_nan=False, allow_infinity=False),
    ),
    width=st.integers(1, 8),
)
def test_every_number_is_read_back_bit_for_bit(rows: Any, width: int) -> None:
    lab = drawn(*rows.shape, width, x=rows, output=np.resize(rows, width))
    found: dict[str, Any] = {}
    for statement in ast.parse(torch_script(lab)).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.List):
            found[ast.unparse(statement.targets[0])] = ast.literal_eval(statement.value)
    expected = {"x": lab.x, **vars(lab.params), "h0": lab.h0, "c0": lab.c0, "output": lab.output}
    assert found.keys() == expected.keys()
    for name, numbers in found.items():
        assert_array_equal(np.array(numbers), expected[name])
