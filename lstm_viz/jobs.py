"""Training for many at once: runs advance in chunks on an executor, and each run's state stays with the caller.

A chunk is a pure function of a configuration and a state, so that one whose worker has died is simply asked for again.
A run has at most one chunk under way, and the next is asked for when that one is done: all runs take turns.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Future
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from pebble import ProcessExpired

from .errors import InputError, text
from .event_log import EventLog
from .executors import LIMIT, Executor
from .training import Diverged, Done, Epoch, Event, TrainConfig, train_chunk
from .training.workers import no_torch

CHUNK = 0.25  # seconds of training
FRESH = 5.0  # seconds for which a page that has looked counts as there
KEPT = 600.0  # seconds for which a run that nobody looks at can be taken up again
SPARED = 60.0  # seconds for which it is kept even if there is no room for others
MOST_RUNS = 120
MOST_TRIES = 3  # of one chunk
MOST_TOLD = 2000  # events in one look
Advance = Callable[[TrainConfig, "bytes | None", float, str], tuple[bytes, tuple[Event, ...]]]


def advance(config: TrainConfig, state: bytes | None, seconds: float, until: str) -> tuple[bytes, tuple[Event, ...]]:
    """Train on for some `seconds`, at most until the 'update' or 'epoch' is over; 'begin' only looks at the start."""
    updates = {"begin": 0, "update": 1}.get(until)
    return train_chunk(config, state, seconds, updates, within_epoch=until == "epoch")


def _ends_epoch(events: tuple[Event, ...]) -> bool:
    """Whether an epoch is over, or the run; number 0 is told before the first update."""
    return any(
        event.number > 0 if isinstance(event, Epoch) else isinstance(event, (Diverged, Done)) for event in events
    )


@dataclass(frozen=True)
class Change:
    """From one update on, the run has gone on with another configuration."""

    update: int  # the first one made with it
    config: TrainConfig
    before: TrainConfig


@dataclass(frozen=True)
class Look:
    """What a page sees of its run."""

    status: str  # 'waiting' (for a worker), 'running', 'paused', 'ended' or 'failed'
    ahead: int  # chunks of others that come first
    events: tuple[Event, ...]  # from `since` on, MOST_TOLD of them
    total: int  # events so far
    branch: int  # one more each time the run was wound back, after which `since` begins at 0
    trouble: InputError | None = None
    changes: tuple[Change, ...] = ()  # all of them
    config: TrainConfig = field(default_factory=TrainConfig)  # the present one


@dataclass
class _Run:
    config: TrainConfig
    state: bytes | None = None
    events: EventLog = field(default_factory=EventLog)
    wanted: str = "time"  # until when training goes on: 'time', 'update', 'epoch', 'begin', or '' for a pause
    until: str = ""  # what was wanted of the chunk under way
    stale: bool = False  # the chunk under way is passed over when it comes, and the next one asked for only then
    asked: TrainConfig | None = None  # what the last chunk was asked with
    changes: list[Change] = field(default_factory=list)
    began: TrainConfig | None = None  # what its first update was asked with
    chunk: Future[Any] | None = None
    number: int = 0  # of the chunk, in the order in which they were asked for
    tries: int = 0
    seen: float = 0.0
    branch: int = 0
    trouble: InputError | None = None

    @property
    def ended(self) -> bool:
        return isinstance(self.events.last, (Diverged, Done))

    def back_to(self, place: int, state: bytes | None) -> None:
        """Keep the first `place` events only, and stand at `state`, paused; a chunk under way is passed over."""
        self.events.keep(place)
        self.state, self.wanted, self.stale = state, "", self.chunk is not None
        self.branch, self.tries, self.trouble = self.branch + 1, 0, None
        first = self.changes[0].before if self.changes else self.asked
        self.changes = [change for change in self.changes if change.update <= self.events.updates]
        self.asked = self.changes[-1].config if self.changes else first if self.events.updates else None


class Jobs:
    """All runs of this server; every method may be called from any thread."""

    def __init__(
        self, executor: Executor, advancing: Advance = advance, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.executor, self.advancing, self.clock = executor, advancing, clock
        self.lock, self.runs, self.numbers = threading.RLock(), dict[str, _Run](), count()

    def start(self, config: TrainConfig, state: bytes | None = None, until: str = "time") -> str:
        """Begin a run, from a checkpoint if `state` is one, and return its id. Raises InputError 'full'."""
        with self.lock:
            self._forget()
            if len(self.runs) >= MOST_RUNS and not self._make_room():
                found, expected = (
                    text("{count} runs", count=len(self.runs)),
                    text("at most {most} at once", most=MOST_RUNS),
                )
                raise InputError("full", "run", found, expected, text("Try again in a few minutes."))
            name = secrets.token_urlsafe(12)
            self.runs[name] = _Run(config, state, wanted=until, seen=self.clock())
            self._ask(self.runs[name])
            return name

    def look(self, name: str, since: int = 0) -> Look | None:
        """See what became of a run, and say that somebody is there; None if it is unknown, or was forgotten."""
        with self.lock:
            self._forget()
            run = self.runs.get(name)
            if run is None:
                return None
            run.seen = self.clock()
            self._ask(run)
            asked = [other.number for other in self.runs.values() if other.chunk and not other.chunk.running()]
            ahead = sum(number < run.number for number in asked) if run.chunk else 0
            events, changes = run.events.told(since, since + MOST_TOLD), tuple(run.changes)
            told = len(run.events), run.branch, run.trouble, changes, run.config
            return Look(self._status(run), ahead, events, *told)

    def config(self, name: str) -> TrainConfig | None:
        """What a run is made from now; None if it is unknown, or was forgotten."""
        with self.lock:
            self._forget()
            return self.runs[name].config if name in self.runs else None

    def history(self, name: str) -> tuple[TrainConfig, tuple[Change, ...]] | None:
        """What a run began with, and all that was changed since; None if it is unknown, or was never asked for."""
        with self.lock:
            run = self.runs.get(name)
            return (run.began, tuple(run.changes)) if run and run.began else None

    def taken_up(self, name: str) -> int:
        """How many updates a run had made when it was taken up from a state; 0 if it is one from the beginning."""
        with self.lock:
            run = self.runs.get(name)
            first = next(iter(run.events.told(0, 1)), None) if run else None
            return first.updates if isinstance(first, Epoch) else 0

    def state(self, name: str) -> tuple[TrainConfig, bytes] | None:
        """Where a run stands, as `train_chunk` takes it; None if it is unknown, or nothing is done yet."""
        with self.lock:
            run = self.runs.get(name)
            return (run.config, run.state) if run and run.state is not None else None

    def recorded(self, name: str, epoch: int) -> tuple[TrainConfig, bytes] | None:
        """Where a run stood at the end of a recorded epoch; None if there is no such run or epoch."""
        with self.lock:
            run = self.runs.get(name)
            found = _recorded(run, epoch) if run else None
            return None if run is None or found is None else (run.config, found[1])

    def go(self, name: str, until: str = "time") -> None:
        """Train on: until further notice ('time'), or for one 'update' or 'epoch'."""
        with self.lock:
            if run := self.runs.get(name):
                run.wanted, run.seen, run.tries, run.trouble = until, self.clock(), 0, None
                self._ask(run)

    def pause(self, name: str) -> None:
        """Stop after the chunk that is under way."""
        with self.lock:
            if run := self.runs.get(name):
                run.wanted = ""

    def change(self, name: str, config: TrainConfig) -> None:
        """Train on with another learning rate, clipping and so on, from the next chunk; what was done may go on."""
        with self.lock:
            if run := self.runs.get(name):
                run.config = config
                if isinstance(run.events.last, Done):
                    run.events.keep(len(run.events) - 1)  # with more epochs it is not; else it is told again
                    run.branch, run.wanted = run.branch + 1, ""

    def rewind(self, name: str, epoch: int) -> None:
        """Stand at the end of a recorded epoch again, paused. Raises InputError 'unknown' if it was not recorded."""
        with self.lock:
            run = self.runs.get(name)
            if run is None:
                return
            if found := _recorded(run, epoch):
                run.back_to(found[0] + 1, found[1])
                return
            expected = text("an epoch that was recorded")
            raise InputError("unknown", "epoch", str(epoch), expected, text("Choose one that the slider offers."))

    def restart(self, name: str) -> None:
        """Stand at the very beginning again, with the same seed, paused."""
        with self.lock:
            if run := self.runs.get(name):
                run.back_to(0, None)
                run.wanted, run.seen = "begin", self.clock()
                self._ask(run)

    def end(self, name: str) -> None:
        """Let a run be over; it is kept, and can be wound back."""
        with self.lock:
            run = self.runs.get(name)
            epochs = [epoch for _, epoch in run.events.epochs()] if run else []
            if run is None or run.ended or not epochs:
                return
            run.wanted, run.stale = "", run.chunk is not None
            best = min(epochs, key=lambda epoch: epoch.validation_loss)
            run.events.extend([Done("stopped", epochs[-1].number, run.events.updates, best.number)])

    def stop(self, name: str) -> None:
        """End a run and forget it. A chunk under way comes to nothing: to cancel it would kill a worker."""
        with self.lock:
            if run := self.runs.pop(name, None):
                run.chunk = None

    def close(self) -> None:
        """Forget all runs and end the workers."""
        with self.lock:
            for name in list(self.runs):
                self.stop(name)
        self.executor.close()

    def _status(self, run: _Run) -> str:
        if run.trouble:
            return "failed"
        if run.chunk and (run.wanted or not run.stale):
            return "running" if run.chunk.running() else "waiting"
        return "ended" if run.ended else "paused"

    def _ask(self, run: _Run) -> None:
        """Ask for the next chunk, if one is wanted, none is under way, and somebody is there to see it."""
        there = self.clock() - run.seen <= FRESH
        if not run.wanted or run.chunk or run.ended or run.trouble or not there:
            return
        if run.asked is not None and run.asked != run.config and run.events.updates:
            run.changes.append(Change(run.events.updates + 1, run.config, run.asked))
        run.asked = run.config
        if run.began is None or run.events.updates == 0:
            run.began = run.config
        run.number, run.until = next(self.numbers), run.wanted
        run.chunk = self.executor.submit(self.advancing, run.config, run.state, CHUNK, run.wanted)
        run.chunk.add_done_callback(lambda chunk: self._take(run, chunk))

    def _take(self, run: _Run, chunk: Future[Any]) -> None:
        """Keep what a chunk has made, and ask for the next; one that was lost is asked for again."""
        with self.lock:
            if run.chunk is not chunk:
                return  # the run was forgotten
            run.chunk = None
            if run.stale:  # it was wound back meanwhile
                run.stale = False
                self._ask(run)
                return
            try:
                run.state, events = chunk.result()
            except CancelledError:
                return
            except (ProcessExpired, BrokenExecutor, TimeoutError) as error:
                run.tries += 1
                if run.tries >= MOST_TRIES:
                    run.trouble = lost(error)
            except InputError as error:
                run.trouble = error
            except Exception as error:  # whatever it is, the others must go on
                run.trouble = lost(error)
            else:
                run.events.extend(events)
                run.tries = 0
                over = run.until != "time" and (run.until != "epoch" or _ends_epoch(events))
                if run.wanted == run.until and over:  # else something else was wished for meanwhile
                    run.wanted = ""
            self._ask(run)

    def _forget(self) -> None:
        """Let go of runs that nobody has looked at for long."""
        now = self.clock()
        for name in [name for name, run in self.runs.items() if now - run.seen > KEPT]:
            self.stop(name)

    def _make_room(self) -> bool:
        """Let go of the run that nobody has looked at for longest, if it is long enough."""
        name, run = min(self.runs.items(), key=lambda item: item[1].seen)
        if self.clock() - run.seen <= SPARED:
            return False
        self.stop(name)
        return True


def _recorded(run: _Run, epoch: int) -> tuple[int, bytes] | None:
    """The place among its events of a recorded epoch, and its state."""
    for place, told in run.events.epochs():
        if told.number == epoch and told.state is not None:
            return place, told.state
    return None


def lost(error: BaseException) -> InputError:
    """Why a run cannot go on, though its last state is kept: InputError 'lost', or 'no-torch'."""
    if isinstance(error, ModuleNotFoundError) and error.name == "torch":
        return no_torch()
    found = text("a worker that failed ({type})", type=type(error).__name__)
    if isinstance(error, (TimeoutError, ProcessExpired, BrokenExecutor)):
        found = text("a chunk that took too long") if isinstance(error, TimeoutError) else text("a worker that died")
    expected = text("a chunk that ends within {seconds} seconds", seconds=int(LIMIT))
    remedy = text("Go on from where it stands, or take a smaller network or batch.")
    return InputError("lost", "run", found, expected, remedy)
