"""Training in slices of time: a pure function from a state to the next one and what happened on the way."""

from __future__ import annotations

import time
from collections.abc import Iterator

from .config import TrainConfig
from .events import Diverged, Done, Event

CHUNK = 0.25  # seconds


def train_chunk(
    config: TrainConfig, state: bytes | None, deadline: float, updates: int | None = None, *, within_epoch: bool = False
) -> tuple[bytes, tuple[Event, ...]]:
    """Train on from `state` (None: from the start) for `deadline` seconds, or `updates` updates, whichever ends first.

    `within_epoch`: or until the present epoch is over, which is recorded then.
    At least one update is made, unless the run has ended, which is told again then, or `updates` is 0: then it is told
    where the run stands. However a run is sliced, its numbers are the same to the bit. Learning rate, clipping,
    dropout, batch, epochs and early stop may be others than before; another optimiser begins without moments. Raises
    InputError 'state' if the state has other shapes.
    """
    from .loop import Run  # torch is loaded by those who train, not by those who only name this function

    until = time.monotonic() + deadline
    with Run(config, state) as run:
        made = 0
        if within_epoch:
            run.record_next()
        while not run.place.ended and (updates is None or made < updates):
            run.update()
            made += 1
            if time.monotonic() >= until or (within_epoch and run.place.row == 0):
                break
        if state is not None and not made:
            if updates == 0:
                run.tell_place()
            if run.place.ended:
                run.tell_end()
            return state, tuple(run.events)
        return run.to_bytes(), tuple(run.events)


def train(config: TrainConfig, state: bytes | None = None) -> Iterator[Event]:
    """Every event of a run, up to its end; to stop is not to ask for the next."""
    while True:
        state, events = train_chunk(config, state, CHUNK)
        yield from events
        if events and isinstance(events[-1], (Diverged, Done)):
            return
