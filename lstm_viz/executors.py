"""Where calls are computed: processes on this machine, or what stands in for them."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future, InvalidStateError
from contextlib import suppress
from typing import Any, Protocol, runtime_checkable

from pebble import ProcessPool

from .training.workers import warm

LIMIT = 15.0  # seconds after which a call is killed: a worker's first chunk also makes the data
PATIENCE = 20.0  # seconds in which a worker has started, however busy the machine


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

    def __init__(self, workers: int | None = None, limit: float = LIMIT, patience: float = PATIENCE) -> None:
        self.limit, self.workers = limit, workers or max(1, (os.cpu_count() or 2) - 1)
        self.patience = limit + patience  # seconds without any result for which a pool with something to do is left
        self.lock, self.closed, self.pool = threading.Lock(), threading.Event(), self._made()
        self.asked, self.moved = set[Future[Any]](), time.monotonic()
        threading.Thread(target=self._watch, daemon=True).start()
        self.submit(os.getpid)  # the workers start with the first call: it comes before anybody waits for one

    def submit(self, function: Callable[..., Any], /, *args: Any) -> Future[Any]:
        """Ask for a call. The future raises ProcessExpired or BrokenExecutor if its worker died, TimeoutError late."""
        with self.lock:
            try:
                future: Future[Any] = self.pool.schedule(function, args=args, timeout=self.limit)
            except RuntimeError:
                if self.closed.is_set():
                    raise
                self.pool = self._made()  # pebble gives a pool up whose worker died while none had anything to do
                future = self.pool.schedule(function, args=args, timeout=self.limit)
            if not self.asked:
                self.moved = time.monotonic()
            self.asked.add(future)
        future.add_done_callback(self._done)
        return future

    def close(self) -> None:
        """End all workers."""
        self.closed.set()
        _end(self.pool)

    def _made(self) -> ProcessPool:
        return ProcessPool(self.workers, initializer=warm, context=multiprocessing.get_context("spawn"))

    def _done(self, future: Future[Any]) -> None:
        with self.lock:
            self.asked.discard(future)
            self.moved = time.monotonic()

    def _watch(self) -> None:
        """Replace a pool that has something to do and does nothing; what it was asked for is lost."""
        while not self.closed.wait(min(1.0, self.patience / 4)):
            with self.lock:
                if not self.asked or time.monotonic() - self.moved < self.patience:
                    continue
                stuck, waiting, self.pool, self.asked = self.pool, self.asked, self._made(), set()
            threading.Thread(target=_end, args=(stuck,), daemon=True).start()  # it may never come to its end
            for future in waiting:  # whoever waits for one may ask again at once
                with suppress(InvalidStateError):
                    future.set_exception(BrokenExecutor("the pool does not move"))


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()
