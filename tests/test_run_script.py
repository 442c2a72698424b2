"""'This run as a PyTorch script': run by itself, its losses are those of `train`, to the bit."""

from __future__ import annotations

import runpy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch

from lstm_viz.run_script import run_script
from lstm_viz.tasks import TASKS
from lstm_viz.training import Diverged, Epoch, TrainConfig, Update, train, train_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL = TrainConfig(task="next_number", hidden=3, epochs=2, batch=50, seed=4)
CONFIGS = {
    **{task: replace(TrainConfig.of(task), epochs=1, batch=200) for task in TASKS},
    **{f"by {name}": replace(SMALL, optimiser=name) for name in ("sgd", "momentum", "adam", "adamw", "rmsprop")},
    **{name: replace(SMALL, initialisation=name, forget_bias=1.5) for name in ("keras", "zeros")},
    "with options": replace(SMALL, options="length:6"),
    "two layers with dropout": replace(SMALL, layers=2, dropout=0.3),
    "one layer with dropout": replace(SMALL, dropout=0.5),
    "both directions": replace(SMALL, layers=2, bidirectional="yes", dropout=0.25),
    "clipped": replace(SMALL, optimiser="sgd", learning_rate=2.0, clipping=0.1),
    "stopped early": replace(SMALL, learning_rate=0.3, epochs=40, early_stop=2),
}


@pytest.fixture
def torch_as_it_was() -> Iterator[None]:
    threads, random = torch.get_num_threads(), torch.get_rng_state()
    yield
    torch.set_num_threads(threads)
    torch.set_rng_state(random)


def run(config: TrainConfig, folder: Path, monkeypatch: Any, capsys: Any, **more: Any) -> tuple[list[Any], list[Any]]:
    """The losses that the script tells: of updates, and of epochs."""
    (folder / "script.py").write_text(run_script(config, **more), "utf-8")
    monkeypatch.chdir(folder)
    runpy.run_path("script.py", run_name="__main__")
    epochs = [line.split() for line in capsys.readouterr().out.splitlines()]
    head, *updates = (folder / "losses.csv").read_text("utf-8").split()
    assert head == "update,loss"
    numbers = [(int(update), float(loss)) for update, loss in (line.split(",") for line in updates)]
    return numbers, [(int(line[1]), float(line[3]), float(line[5])) for line in epochs]


def told(events: Any) -> tuple[list[Any], list[Any]]:
    """The same of a run's events."""
    told = list(events)
    return (
        [(event.number, event.loss) for event in told if isinstance(event, Update)],
        [(e.number, e.training_loss, e.validation_loss) for e in told if isinstance(e, Epoch)],
    )


@pytest.mark.usefixtures("torch_as_it_was")
@pytest.mark.parametrize("name", CONFIGS)
def test_the_losses_are_those_of_the_run_to_the_bit(name: str, tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    config = CONFIGS[name]
    expected = told(train(config))
    assert run(config, tmp_path, monkeypatch, capsys) == expected
    if name == "stopped early":
        assert len(expected[1]) < config.epochs


@pytest.mark.usefixtures("torch_as_it_was")
def test_what_was_changed_on_the_way_is_in_the_script(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    fast = replace(SMALL, learning_rate=0.1)
    slow = replace(fast, learning_rate=0.001, clipping=0.05)
    free = replace(slow, clipping=0.0, epochs=4, early_stop=3)
    state, first = train_chunk(fast, None, 60.0, updates=3)
    state, then = train_chunk(slow, state, 60.0, updates=2)
    _, rest = train_chunk(free, state, 60.0)
    script = run(fast, tmp_path, monkeypatch, capsys, changes=[(4, slow), (6, free)])
    assert script == told([*first, *then, *rest])


@pytest.mark.usefixtures("torch_as_it_was")
def test_an_end_that_was_moved_on_the_way_is_moved_in_the_script(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    long = replace(SMALL, learning_rate=0.3, epochs=40)
    patient, short = replace(long, early_stop=2), replace(long, epochs=5)
    state, first = train_chunk(long, None, 60.0, updates=30)
    ended, rest = train_chunk(patient, state, 60.0)
    assert run(long, tmp_path, monkeypatch, capsys, changes=[(31, patient)]) == told([*first, *rest])
    _, then = train_chunk(long, ended, 60.0, updates=9)
    changes = [(31, patient), (len(told([*first, *rest])[0]) + 1, long)]
    assert len(told(then)[0]) == 9
    assert run(replace(long, epochs=39), tmp_path, monkeypatch, capsys, changes=changes) == told(train(long))
    _, cut = train_chunk(short, train_chunk(long, None, 60.0, updates=7)[0], 60.0)
    updates, _epochs = run(long, tmp_path, monkeypatch, capsys, changes=[(8, short)])
    assert updates[7:] == told(cut)[0]


def test_a_run_that_was_taken_up_says_so_in_its_script() -> None:
    assert run_script(SMALL, taken_up=7).startswith("# The run was taken up after update 7; ")
    assert "taken up" not in run_script(SMALL)


def test_a_change_that_the_script_does_not_repeat_is_said_in_it() -> None:
    assert "not repeated here: batch, dropout." in run_script(SMALL, [(2, replace(SMALL, batch=7, dropout=0.5))])
    assert "not repeated" not in run_script(SMALL, [(2, replace(SMALL, learning_rate=0.1))])


@pytest.mark.usefixtures("torch_as_it_was")
def test_a_run_that_diverges_says_at_which_update(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    config = replace(SMALL, optimiser="sgd", learning_rate=1e6)
    (end,) = [event for event in train(config) if isinstance(event, Diverged)]
    with pytest.raises(SystemExit, match=f"diverged at update {end.update}$"):
        run(config, tmp_path, monkeypatch, capsys)


@pytest.mark.parametrize("name", CONFIGS)
def test_ruff_leaves_the_script_as_it_is(name: str, tmp_path: Path) -> None:
    script = run_script(
        CONFIGS[name],
        [(3, replace(CONFIGS[name], learning_rate=0.5, clipping=3.0, batch=9, epochs=41, early_stop=9))],
        5,
    )
    assert script.isascii()
    (tmp_path / "script.py").write_text(script, "utf-8")
    for how in (["format", "--isolated", "--diff", "--line-length", "120"], ["check", "--isolated"]):
        done = subprocess.run([sys.executable, "-m", "ruff", *how, str(tmp_path)], capture_output=True, text=True)
        assert done.returncode == 0, done.stdout
