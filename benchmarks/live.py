"""What watching costs: default runs as 'Train live' asks for them, beside bare PyTorch loops of the same updates."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter

import torch

from lstm_viz.jobs import CHUNK, advance
from lstm_viz.tasks import TASKS
from lstm_viz.training import Done, Epoch, TrainConfig
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
    recorded: int  # epochs with state, probe and predictions
    sent: int  # bytes from the worker


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
            f" {run.chunks} chunks, {run.sent / 1e6:.1f} MB"
        )


def watched(config: TrainConfig) -> Watched:
    """Train to the end in chunks as a worker does: configuration and state come as bytes, and the answer goes so."""
    state, updates, chunks, recorded, sent = None, 0, 0, 0, 0
    start = perf_counter()
    while True:
        asked = pickle.loads(pickle.dumps((config, state, CHUNK, "time")))  # noqa: S301
        answer = pickle.dumps(advance(*asked))
        state, events = pickle.loads(answer)  # noqa: S301
        chunks, sent = chunks + 1, sent + len(answer)
        recorded += sum(isinstance(event, Epoch) and event.state is not None for event in events)
        if events and isinstance(events[-1], Done):
            updates = events[-1].updates
            return Watched(perf_counter() - start, updates, chunks, recorded, sent)


def bare(config: TrainConfig, curve: bool) -> float:
    """The seconds of the loop that one writes in PyTorch; with a `curve`, it notes both parts' losses each epoch."""
    data, (x, y), measured = _data(config.task, config.options, config.seed)
    sizes = [len(measured[0]) - len(data.validation), len(data.validation)]
    held: list[Pair] = list(zip(*(torch.split(tensor, sizes) for tensor in measured), strict=True))
    start = perf_counter()
    model = fresh(config)
    made, loss = optimiser(config, model, {}), partial(loss_of, config.kind.loss)
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
    return perf_counter() - start
