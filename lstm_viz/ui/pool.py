"""The one pool of worker processes of this server: runs of training, and single computations that need torch."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError
from typing import Any

from pebble import ProcessExpired

from lstm_viz.executors import LocalPool
from lstm_viz.jobs import Jobs, lost

_lock = threading.Lock()
_made: list[Jobs] = []


def jobs() -> Jobs:
    """All runs of this server; the pool is made when somebody first needs it, and its workers load torch at once."""
    with _lock:
        if not _made:
            _made.append(Jobs(LocalPool()))
        return _made[0]


def made() -> Jobs | None:
    """All runs of this server, if there have been any: a stranger's question starts no workers."""
    with _lock:
        return _made[0] if _made else None


def compute(function: Callable[..., Any], /, *args: Any) -> Any:
    """Call a function of a module in a worker, after what was asked for before, and wait for its result.

    Raises what it raises, and InputError: 'lost' if the worker died or took too long, 'no-torch' without PyTorch.
    """
    try:
        return jobs().executor.submit(function, *args).result()
    except (ProcessExpired, BrokenExecutor, TimeoutError, CancelledError, ModuleNotFoundError) as error:
        raise lost(error) from error


def close() -> None:
    """End all runs and workers, if there are any."""
    with _lock:
        while _made:
            _made.pop().close()
