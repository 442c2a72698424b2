"""What watching costs: default runs as 'Train live' asks for them, beside a bare PyTorch loop of the same updates."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np
import torch

from lstm_viz.jobs import CHUNK, advance
from lstm_viz.tasks import TASKS
from lstm_viz.training import Done, Epoch, TrainConfig
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
    """Print the speed of every task's default run, watched, in parts of that of the bare loop."""
    torch.set_num_threads(1)
    print(f"train live: speed of watched training (chunks of {CHUNK} s) as a share of the bare loop's, whole runs")
    for task in TASKS:
        config = TrainConfig.of(task)
        pairs = [(watched(config), bare(config)) for _ in range(ROUNDS)]
        ours, theirs = median(one.seconds for one, _ in pairs), median(seconds for _, seconds in pairs)
        run = pairs[0][0]
        print(
            f"  {task:<15} {verdict(theirs / ours, GOAL)}   {run.updates:>5} updates, {run.updates / ours:>6,.0f} a second,"
            f" {run.recorded} epochs recorded of {config.epochs}, {run.chunks} chunks, {run.sent / 1e6:.1f} MB"
        )


def watched(config: TrainConfig) -> Watched:
    """Train to the end in chunks as a worker does: configuration and state come as bytes, and the answer goes so."""
    state, updates, chunks, recorded, sent = None, 0, 0, 0, 0
    start = perf_counter()
    while True:
        asked = pickle.loads(pickle.dumps((config, state, CHUNK, "time")))
        answer = pickle.dumps(advance(*asked))
        state, events = pickle.loads(answer)
        chunks, sent = chunks + 1, sent + len(answer)
        recorded += sum(isinstance(event, Epoch) and event.state is not None for event in events)
        if events and isinstance(events[-1], Done):
            updates = events[-1].updates
            return Watched(perf_counter() - start, updates, chunks, recorded, sent)


def bare(config: TrainConfig) -> float:
    """The seconds of the loop that one writes in PyTorch: the same updates, a validation loss an epoch, nothing told."""
    part, held_out = config.data().train, config.data().validation
    start = perf_counter()
    (x, y), (vx, vy) = (
        (torch.from_numpy(p.x.astype(np.float32)), torch.from_numpy(p.y.astype(np.int64 if p.y.dtype.kind == "i" else np.float32)))
        for p in (part, held_out)
    )
    model = fresh(config)
    made = optimiser(config, model, {})
    for _ in range(config.epochs):
        for rows in torch.randperm(len(x)).split(config.batch):
            made.zero_grad()
            loss = loss_of(config.kind.loss, model(x[rows]), y[rows])
            loss.backward()  # type: ignore[no-untyped-call]
            made.step()
    return perf_counter() - start
