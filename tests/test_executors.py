"""Workers that die, hang, or take their pool with them: a chunk is lost, and nothing else."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace

import pytest
from pebble import ProcessPool

from lstm_viz.executors import LocalPool
from lstm_viz.jobs import Jobs
from tests import fragile
from tests.by_hand import CONFIG, numbers, whole


def awaited(jobs, name):
    """What is seen of a run at its end."""
    end = time.monotonic() + 120
    while (seen := jobs.look(name)).status not in ("ended", "failed") and time.monotonic() < end:
        time.sleep(0.05)
    return seen


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_worker_that_is_killed_while_it_has_nothing_to_do_is_replaced():
    pool = LocalPool(workers=1)
    try:
        for _ in range(2):
            pid = pool.submit(os.getpid).result(60)
            os.kill(pid, signal.SIGKILL)
            while pool.pool.active:  # until the pool has seen it
                time.sleep(0.02)
        name = (jobs := Jobs(pool)).start(CONFIG)
        assert awaited(jobs, name).status == "ended"
    finally:
        pool.close()
    with pytest.raises(RuntimeError):
        pool.submit(os.getpid)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_worker_and_a_hanging_chunk_cost_their_chunk_and_nothing_else(tmp_path, monkeypatch):
    state, events = whole(replace(CONFIG, epochs=30))
    monkeypatch.setenv(fragile.MARK, str(tmp_path / "mark"))
    pool = LocalPool(workers=1, limit=10)  # seconds, which a busy machine may need too
    try:
        for trouble in (fragile.dies_once, fragile.hangs_once):
            (tmp_path / "mark").unlink(missing_ok=True)
            jobs = Jobs(pool, trouble)
            name = jobs.start(replace(CONFIG, epochs=30))
            seen = awaited(jobs, name)
            assert (tmp_path / "mark").exists(), "the fault must have happened"
            assert seen.status == "ended"
            assert jobs.runs[name].state == state
            assert numbers(seen.events) == numbers(events)
    finally:
        pool.close()


class Stuck(ProcessPool):
    """A pool whose pipe is held for ever by a worker that was killed: it takes calls, and not even ends."""

    def __init__(self):
        super().__init__(max_workers=1)
        self.released = threading.Event()

    def schedule(self, function, args=(), kwargs=None, timeout=None):
        return Future()

    def stop(self):
        self.released.wait()

    def join(self):
        pass


def test_a_pool_that_moves_no_longer_is_replaced_and_its_runs_go_on():
    state, _ = whole(CONFIG)
    pool, stuck = LocalPool(workers=1), Stuck()
    try:
        sound, pool.pool = pool.pool, stuck
        sound.stop()
        sound.join()
        name = (jobs := Jobs(pool)).start(CONFIG)
        lost = jobs.runs[name].chunk
        with pool.lock:
            pool.moved -= pool.patience  # as if that time had passed
        assert isinstance(lost.exception(60), BrokenExecutor)
        assert awaited(jobs, name).status == "ended"
        assert jobs.runs[name].state == state
        assert not pool.asked
    finally:
        stuck.released.set()
        pool.close()
