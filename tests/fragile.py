"""Chunks that go wrong, for tests/test_executors.py: importable, since a worker process loads them by name."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from lstm_viz.jobs import advance

MARK = "LSTM_VIZ_TEST_MARK"  # an environment variable: where a chunk notes that it has failed once


def _first_time() -> bool:
    try:
        Path(os.environ[MARK]).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def dies_once(config, state, seconds, until):
    """Kill the own process in the middle of the run, once; short chunks, so that there is a middle on any machine."""
    result = advance(config, state, seconds / 20, until)
    if state is not None and _first_time():
        os.kill(os.getpid(), signal.SIGKILL)
    return result


def hangs_once(config, state, seconds, until):
    """Never return, once."""
    if _first_time():
        time.sleep(600)
    return advance(config, state, seconds, until)
