"""What watching costs: default runs as 'Train live' asks for them, beside bare PyTorch loops of the same updates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from statistics import median
from time import process_time  # of this process alone, whatever else the machine does

import torch

from lstm_viz.jobs import CHUNK, advance
from lstm_viz.tasks import TASKS
from lstm_viz.training import Done, Epoch, Event, TrainConfig
from lstm_viz.training.loop import Pair, _data
from lstm_viz.training.models import fresh, loss_of, optimiser

from .measure import verdict

GOAL = 0.9
ROUNDS = 5


@dataclass(frozen=True)
class Watched:
    """A run as a page sees it."""

    seconds: float
    updates: int
    chunks: int
    recorded: int  # epochs with state and predictions
    kept: int  # bytes of recorded states


def live() -> None:
    """Print the speed of every task's default run, watched, as a share of the loop's that notes its losses, and of the
    loop's that notes nothing.
    """
    torch.set_num_threads(1)
    print(
        f"train live, whole runs in chunks of {CHUNK} s  watched / loop with a loss curve     / loop that tells nothing"
    )
    for task in TASKS:
        config = TrainConfig.of(task)
        rounds = [(watched(config), bare(config, True), bare(config, False)) for _ in range(ROUNDS + 1)][1:]
        run = rounds[0][0]
        ours = median(one.seconds for one, _, _ in rounds)
        curve, nothing = (median(each) for each in list(zip(*rounds, strict=True))[1:])
        print(
            f"  {task:<15} {verdict(curve / ours, GOAL)}   {nothing / ours:5.2f} ×   {run.updates} updates,"
            f" {run.updates / ours:,.0f} a second; {run.recorded} of {config.epochs + 1} epochs recorded,"
            f" {run.chunks} chunks, {run.kept / 1e6:.1f} MB of states"
        )


def watched(config: TrainConfig) -> Watched:
    """Train to the end in chunks, each from the bytes of the one before."""
    state: bytes | None = None
    chunks, told = 0, list[Event]()
    start = process_time()
    while not (told and isinstance(told[-1], Done)):
        state, events = advance(config, state, CHUNK, "time")
        chunks, told = chunks + 1, [*told, *events]
    seconds = process_time() - start
    recorded = [event.state for event in told if isinstance(event, Epoch) and event.state is not None]
    return Watched(seconds, told[-1].updates, chunks, len(recorded), sum(map(len, recorded)))


def bare(config: TrainConfig, curve: bool) -> float:
    """The seconds of the loop that one writes in PyTorch; with a `curve`, it notes both parts' losses each epoch."""
    data, (x, y), measured = _data(config.task, config.options, config.seed)
    sizes = [len(measured[0]) - len(data.validation), len(data.validation)]
    held: list[Pair] = list(zip(*(torch.split(tensor, sizes) for tensor in measured), strict=True))
    start = process_time()
    model = fresh(config)
    made, loss = optimiser(config, model.parameters()), partial(loss_of, config.kind.loss)
    noted: list[float] = []
    for _ in range(config.epochs):
        for rows in torch.randperm(len(x)).split(config.batch):
            made.zero_grad()
            value = loss(model(x[rows]), y[rows])
            value.backward()  # type: ignore[no-untyped-call]
            made.step()
            if curve:
                noted.append(value.item())
        if curve:
            model.eval()
            with torch.no_grad():
                noted += [loss(model(given), wanted).item() for given, wanted in held]
            model.train()
    return process_time() - start
