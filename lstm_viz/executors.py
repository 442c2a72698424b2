"""Where calls are computed: processes on this machine, or what stands in for them."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, Future, InvalidStateError
from contextlib import suppress
from typing import Any, Protocol, runtime_checkable

from pebble import ProcessPool

from .training.workers import warm

LIMIT = 15.0  # seconds after which a call is killed: a worker's first chunk also makes the data
START = 300.0  # seconds in which some worker of a pool has started, however large or busy the machine
PATIENCE = 20.0  # seconds that a started pool may take beyond a call's limit; longer if its start has been longer


@runtime_checkable
class Executor(Protocol):
    """Where chunks are computed: a local pool, or what stands in for it."""

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Ask for a call; its result comes through the future."""

    def close(self) -> None:
        """End all workers; what is under way is given up."""


class LocalPool:
    """Processes on this machine, each with one torch thread; one that dies or takes too long costs its chunk only.

    A worker that dies while it holds the pipe to the pool leaves it for ever: a pool that no longer moves is replaced.
    """

    def __init__(self, workers: int | None = None, limit: float = LIMIT) -> None:
        self.limit, self.workers = limit, workers or max(1, _processors() - 1)
        self.lock, self.closed = threading.Lock(), threading.Event()
        self.asked, self.pool = set[Future[Any]](), self._made()
        self.moved = time.monotonic()  # when the pool last answered, or was given something to do after a rest
        self.patience = START  # seconds without an answer after which the pool is given up
        threading.Thread(target=self._watch, daemon=True).start()
        self.submit(os.getpid)  # the workers start with the first call: it comes before anybody waits for one

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Ask for a call. The future raises ProcessExpired or BrokenExecutor if its worker died, TimeoutError late.

        Raises RuntimeError after `close`.
        """
        with self.lock:
            if self.closed.is_set():
                raise RuntimeError("the pool is closed")
            try:
                future: Future[Any] = self.pool.schedule(function, args=args, timeout=self.limit)
            except RuntimeError:  # pebble gives a pool up whose worker died while none had anything to do
                self._replace()
                future = self.pool.schedule(function, args=args, timeout=self.limit)
            if not self.asked:
                self.moved = time.monotonic()
            self.asked.add(future)
        future.add_done_callback(self._done)
        return future

    def close(self) -> None:
        """End all workers; what was asked for and not answered raises BrokenExecutor."""
        with self.lock:
            self.closed.set()
            waiting, self.asked = self.asked, set()
        _end(self.pool)
        _tell(waiting)

    def check(self) -> None:
        """Replace a pool that has something to do and does nothing; what it was asked for is lost."""
        with self.lock:
            if self.asked and not self.closed.is_set() and time.monotonic() - self.moved >= self.patience:
                self._replace()

    def _made(self) -> ProcessPool:
        return ProcessPool(self.workers, initializer=warm, context=multiprocessing.get_context("spawn"))

    def _replace(self) -> None:
        pool, waiting = self.pool, self.asked
        self.pool, self.asked, self.patience, self.moved = self._made(), set(), START, time.monotonic()
        threading.Thread(target=_give_up, args=(pool, waiting), daemon=True).start()  # it may never come to its end

    def _done(self, future: Future[Any]) -> None:
        given_up = future.cancelled() or isinstance(future.exception(), BrokenExecutor)
        with self.lock:
            mine = future in self.asked  # else of a pool that was given up
            self.asked.discard(future)
            if given_up or not mine:
                return
            now = time.monotonic()
            if self.patience == START:  # the first answer: a worker that takes another's place may need as long
                self.patience = self.limit + max(PATIENCE, 4 * (now - self.moved))
            self.moved = now

    def _watch(self) -> None:
        while not self.closed.wait(1.0):
            self.check()


def _processors() -> int:
    """Those that this process may use, where the system tells them apart."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 2


def _give_up(pool: ProcessPool, waiting: Iterable[Future[Any]]) -> None:
    """In this order, since a stuck pool may never come to its end; should it answer late, it prints that in vain."""
    _tell(waiting)
    _end(pool)


def _tell(waiting: Iterable[Future[Any]]) -> None:
    """Whoever waits may ask again."""
    for future in waiting:
        with suppress(InvalidStateError):
            future.set_exception(BrokenExecutor("the pool was given up"))


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()
