"""`python -m lstm_viz train next_number --out model.safetensors`: a whole run at the command line, and its file."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .errors import InputError, excerpt, text
from .models import Model
from .reading import one_of
from .tasks import TASKS, scores
from .training import Diverged, Done, Epoch, TrainConfig, train
from .training.workers import no_torch


def add_parser(commands: Any) -> None:
    """Add the command to a parser's subcommands."""
    command = commands.add_parser(
        "train",
        help="train a network on a task and write it to a file",
        description="Train in PyTorch, by the task's default run unless told otherwise, and print what it reaches.",
        epilog=f"What can be set, with its default: {', '.join(f'{n}={v}' for n, v in TrainConfig().query().items())}.",
    )
    command.add_argument("task", help=", ".join(TASKS))
    command.add_argument("--set", nargs="+", action="extend", default=[], metavar="KEY=VALUE", help="of the run")
    command.add_argument("--out", required=True, metavar="FILE", help="a .safetensors file, by PyTorch's names")


def config_of(options: argparse.Namespace) -> TrainConfig:
    """The run that was asked for. Raises InputError."""
    task = one_of(options.task, "task", TASKS)
    given = {}
    for pair in options.set:
        name, sign, value = pair.strip().partition("=")
        if not sign or name not in TrainConfig.names() or name == "task":
            expected = text("one of {names}", names=", ".join(n for n in TrainConfig.names() if n != "task"))
            raise InputError("unknown", "set", excerpt(pair), expected, text("Write it as in epochs=100."))
        given[name] = value
    config, errors = TrainConfig.parse({"task": task} | given)
    if errors:
        raise errors[0]
    return config


def train_model(options: argparse.Namespace) -> Iterator[str]:
    """Train, tell each line of the report, and write the file at the end. Raises InputError."""
    config, out = config_of(options), Path(options.out)
    if out.suffix != ".safetensors":
        remedy = text("Give the file this ending.")
        raise InputError("unknown", "out", excerpt(options.out), text("a file name that ends in .safetensors"), remedy)
    if find_spec("torch") is None:
        raise no_torch()
    task, data = config.kind, config.data()
    yield f"{task.title}: {config.parameters} parameters, seed {config.seed}"
    state = b""
    for event in train(config):
        if isinstance(event, Epoch):
            if event.state is not None:
                state = event.state
                yield f"epoch {event.number:>4}  loss {event.training_loss:.6f}  {_told(event.validation)}"
        elif isinstance(event, Diverged):
            found = text("a loss that left all bounds at update {n}", n=event.update)
            raise InputError("diverged", "train", found, text("a loss that falls"), event.remedy)
        elif isinstance(event, Done):
            break
    model = Model.of_state(config, state)
    for part in ("validation", "test"):
        yield f"{part}:"
        yield f"  the network  {_told(model.measure(part))}"
        for name, metrics in scores(task, data, part).items():
            yield f"  {name:<12} {_told(metrics)}"
    reached = task.target.reached(model.measure(task.target.part)[task.target.metric])
    verdict = "reached" if reached else "missed"
    yield f"target {task.target.metric} {task.target.bound:g} ({task.target.part}): {verdict}"
    try:
        out.write_bytes(model.to_bytes())
    except OSError as error:
        found = text("'{name}': {reason}", name=excerpt(options.out), reason=error.strerror or excerpt(error))
        raise InputError("file", "out", found, text("a file that can be written"), text("Check its name.")) from error
    yield f"written: {out}"


def _told(metrics: Any) -> str:
    return "  ".join(f"{name} {value:.4f}" for name, value in metrics.items())
