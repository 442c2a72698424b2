"""The models that we ship: made by the commands of their README, as good as it says, and not replaced unseen."""

from __future__ import annotations

import argparse
import json
import re
import shlex
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from safetensors import safe_open
from safetensors.numpy import load_file

import lstm_viz as lv
from lstm_viz import train_command
from lstm_viz.__main__ import main
from lstm_viz.checkpoints import CHECKPOINTS, load_checkpoint
from lstm_viz.models import Model
from lstm_viz.tasks import scores
from lstm_viz.training import TrainConfig

FOLDER = Path(str(files("lstm_viz") / "checkpoints"))
README = (FOLDER / "README.md").read_text("utf-8")
ROWS = {name: line for line in README.splitlines() for name in CHECKPOINTS if line.startswith(f"| `{name}.")}


def said_by_the_file(name: str) -> Any:
    """What another program reads in it beside the weights."""
    with safe_open(FOLDER / f"{name}.safetensors", "numpy") as file:
        return json.loads(file.metadata()["lstm-viz"])


def command(name: str) -> list[str]:
    found = re.search("`python -m lstm_viz ([^`]+)`", ROWS[name])
    assert found
    return shlex.split(found[1])


def asked(name: str) -> TrainConfig:
    """The run that the command of the README asks for."""
    parser = argparse.ArgumentParser()
    train_command.add_parser(parser.add_subparsers(dest="command"))
    return train_command.config_of(parser.parse_args(command(name)))


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_the_file_names_the_run_of_the_readme(name: str) -> None:
    model = load_checkpoint(name)
    assert model.config == asked(name)
    assert (model.name, model.config.task, model.epoch) == (name, name, model.config.epochs)


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_it_reaches_what_readme_and_file_say_and_the_target(name: str) -> None:
    model, said = load_checkpoint(name), said_by_the_file(name)
    first = model.config.kind.metrics[0]
    for part in ("validation", "test"):
        assert model.measure(part) == pytest.approx(said[part], rel=1e-9)
        assert f"{model.measure(part)[first]:.4f}" in ROWS[name]
    target = model.config.kind.target
    assert target.reached(model.measure(target.part)[target.metric])


def test_passengers_beats_the_naive_rules_but_not_last_years_growth() -> None:
    model = load_checkpoint("passengers")
    for part in ("validation", "test"):
        rules = scores(model.config.kind, model.data, part)
        reached = model.measure(part)["rmse"]
        assert rules["same_growth"]["rmse"] < reached < min(rules[r]["rmse"] for r in ("persistence", "seasonal"))
        for rule in rules.values():
            assert f"{rule['rmse']:.4f}" in README


def test_next_number_says_5_after_1_2_3_4() -> None:
    model = load_checkpoint("next_number")
    told = model.scaling.undo(model.outputs(model.scaling.apply(np.array([[[1.0], [2.0], [3.0], [4.0]]]))))
    assert abs(told[0, 0] - 5) < 0.05
    seen = model.scaling.undo(model.data.train.x)
    assert not (np.abs(seen[:, :, 0] - [1, 2, 3, 4]) < 0.5).all(axis=1).any()  # it was never trained on


def test_the_quickest_is_trained_again(tmp_path: Path, capsys: Any) -> None:
    """Bit for bit with the same torch on the same machine; another machine's kernels may round otherwise."""
    arguments = [*command("sine")[:-1], str(tmp_path / "again.safetensors")]
    assert main(arguments) == 0
    assert "reached" in capsys.readouterr().out
    shipped, again = load_file(FOLDER / "sine.safetensors"), load_file(tmp_path / "again.safetensors")
    assert shipped.keys() == again.keys()
    for name, array in shipped.items():
        assert_allclose(again[name], array, rtol=0, atol=1e-3)


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_a_checkpoint_is_a_network_and_a_state_dict_for_others(name: str) -> None:
    path = FOLDER / f"{name}.safetensors"
    model, network, plain = load_checkpoint(name), lv.load_model(path), load_file(path)
    assert plain.keys() == model.config.shapes.keys()
    assert {array.dtype for array in plain.values()} == {np.dtype(np.float32)}
    for ours, array in network.arrays().items():
        assert_allclose(array, model.network.arrays()[ours], rtol=1e-6, atol=1e-7)  # the biases added in float32


def test_saved_again_it_is_the_same_model() -> None:
    from io import BytesIO

    model = load_checkpoint("copy")
    again = Model.load(BytesIO(model.to_bytes()))
    assert (again.config, again.epoch) == (model.config, model.epoch)
    for name, array in model.weights.items():
        assert_array_equal(again.weights[name], array)


def test_it_equals_torch() -> None:
    import torch

    model = load_checkpoint("next_number")
    weights = {name: torch.tensor(array).double() for name, array in model.weights.items()}
    lstm = torch.nn.LSTM(1, 8, batch_first=True, dtype=torch.float64)
    lstm.load_state_dict({name.removeprefix("lstm."): w for name, w in weights.items() if name.startswith("lstm.")})
    x = torch.tensor(model.data.test.x)
    told = lstm(x)[0][:, -1] @ weights["head.weight"].T + weights["head.bias"]
    assert_allclose(model.outputs(model.data.test.x), told.detach().numpy(), rtol=0, atol=1e-12)


def test_another_name_is_refused() -> None:
    with pytest.raises(lv.InputError, match="next_number"):
        load_checkpoint("golden")
    assert lv.load_checkpoint is load_checkpoint
    assert lv.Model is Model
