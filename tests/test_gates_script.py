"""'This view as Python': run by itself it prints the last step of the very trace, and draws the panels."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
from numpy.testing import assert_array_equal

import dev
import lstm_viz as lv
from lstm_viz.gates_config import GatesConfig, gates_trace
from lstm_viz.gates_script import gates_script, view_script
from lstm_viz.series import generate, standardise
from tests.cells.draws import problem
from tests.models import model

P = problem(6, None, 2, 3)
SINE = 'standardise(generate("sine", 40, period=8)).x'
HELD = np.where(np.arange(18).reshape(6, 3) % 4 == 0, 0.25, np.nan)
DRAWN = lv.init_params("lstm", 1, 4, "keras", 9)
VIEWS = {
    "numbers": {"params": P.params, "x": P.x},
    "preset": {
        "params": DRAWN,
        "x": standardise(generate("sine", 40, period=8)).x,
        "weights": ("keras", 9),
        "sequence": SINE,
        "order": "input",
    },
    "lab": {
        "params": P.params,
        "x": P.x,
        "h0": P.state["h"],
        "c0": P.state["c"],
        "clamps": {"f": HELD, "c": HELD},
        "unit": 2,
    },
    "one panel": {"params": P.params, "x": P.x, "panels": ("lines",), "units": (1,), "signal": "c", "order": "mean"},
}


def run(script, folder):
    (folder / "script.py").write_text(script, "utf-8")
    command = [sys.executable, "-W", "error", "script.py"]
    environment = os.environ | {"PYTHONPATH": str(dev.ROOT)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    head, *lines = [line.split() for line in done.stdout.splitlines()]
    assert head == ["unit", *"figcoh"]
    assert [line[0] for line in lines] == [str(unit) for unit in range(1, len(lines) + 1)]
    return np.array([[float(value) for value in line[1:]] for line in lines])


@pytest.mark.parametrize("name", VIEWS)
def test_the_script_prints_the_last_step_bit_for_bit_and_draws_each_panel(name, tmp_path):
    view = VIEWS[name]
    state = {"h": view["h0"], "c": view["c0"]} if "h0" in view else None
    tr = lv.trace("lstm", view["params"], view["x"], state, view.get("clamps"))
    printed = run(gates_script(**view), tmp_path)
    assert_array_equal(printed, np.stack([tr[signal][-1] for signal in "figcoh"], axis=-1))
    pages = {file.stem for file in tmp_path.glob("*.html")}
    assert pages == set(view.get("panels", "fiogch"))


def test_weights_of_a_preset_are_one_call_and_changed_ones_are_numbers():
    assert 'params = lv.init_params("lstm", inputs=1, hidden=4, scheme="keras", seed=9)' in gates_script(
        **VIEWS["preset"]
    )
    changed = gates_script(**(VIEWS["preset"] | {"weights": ("keras", 10)}))
    assert "init_params" not in changed
    assert "weight_hh = np.reshape(weight_hh, (16, 4))" in changed


def test_only_what_the_sequence_needs_is_imported():
    assert "from lstm_viz.series import generate, standardise\n" in gates_script(**VIEWS["preset"])
    assert "lstm_viz.series" not in gates_script(**VIEWS["numbers"])


@pytest.mark.parametrize("name", VIEWS)
def test_ruff_leaves_the_script_as_it_is(name, tmp_path):
    script = gates_script(**VIEWS[name])
    assert script.isascii()
    (tmp_path / "script.py").write_text(script, "utf-8")
    for how in (["format", "--isolated", "--diff", "--line-length", "120"], ["check", "--isolated"]):
        told = subprocess.run([sys.executable, "-m", "ruff", *how, str(tmp_path)], capture_output=True, text=True)
        assert told.returncode == 0, told.stdout


CONFIGS = {
    "generated": {"source": "adding", "steps": "30", "seed": "4", "hidden": "5", "order": "mean", "panels": "f,lines"},
    "with parameters": {"source": "sine", "args": "period:12.5", "steps": "30", "gain": "2.5", "model": "keras"},
    "a slice": {"source": "co2", "start": "11", "length": "25", "hidden": "3", "panels": "saturation"},
    "text": {"source": "text", "text": "say \"hi\" '\\n' 再见", "hidden": "2"},
    "typed": {"source": "typed", "seq": "1 2; 3 4; -5 6.5", "model": "golden", "hidden": "2", "scale": "off"},
}


NETWORK = model("next_number", 3, 2, 2)
TRAINED = {
    "a checkpoint": {"source": "sunspots", "model": "sine"},
    "its task": {"source": "probe", "model": "passengers", "panels": "lines"},
    "several features": {"source": "probe", "model": "copy", "panels": "f"},
    "trained": {"source": "sine", "steps": "12", "model": "trained"},
    "backwards": {"source": "sine", "steps": "12", "model": "trained", "direction": "reverse", "panels": "ledger,f"},
    "the second layer": {"source": "probe", "model": "trained", "layer": "2", "direction": "reverse", "panels": "c"},
}


@pytest.mark.parametrize("name", TRAINED)
def test_the_script_of_a_trained_model_prints_its_last_step_bit_for_bit(name, tmp_path):
    config, errors = GatesConfig.parse(TRAINED[name], trained=NETWORK)
    assert not errors
    tr = gates_trace(config, trained=NETWORK)
    script = view_script(config, tr)
    assert_array_equal(run(script, tmp_path), np.stack([tr[signal][-1] for signal in "figcoh"], axis=-1))
    assert ("load_checkpoint" in script) == (config.model != "trained")
    (tmp_path / "script.py").write_text(script, "utf-8")
    told = subprocess.run([sys.executable, "-m", "ruff", "check", "--isolated", str(tmp_path)], capture_output=True)
    assert told.returncode == 0, told.stdout


@pytest.mark.parametrize("name", CONFIGS)
def test_the_script_of_a_view_makes_its_sequence_and_weights_bit_for_bit(name, tmp_path):
    config, errors = GatesConfig.parse(CONFIGS[name])
    assert not errors
    tr = gates_trace(config)
    script = view_script(config, tr)
    assert_array_equal(run(script, tmp_path), np.stack([tr[signal][-1] for signal in "figcoh"], axis=-1))
    assert ("= [" in script.split("trace =")[0]) == (name == "typed"), "numbers only where no call makes them"
