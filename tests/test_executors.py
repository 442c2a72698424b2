"""Workers that die, hang, or take their pool with them: a chunk is lost, and nothing else."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from concurrent.futures import BrokenExecutor, Future
from dataclasses import replace
from types import SimpleNamespace

import pytest
from pebble import ProcessPool

from lstm_viz import executors
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


class Hand(ProcessPool):
    """A pool that answers when the test says so, or never, as one whose pipe a killed worker holds."""

    def __init__(self):
        super().__init__(max_workers=1)
        self.futures, self.ended, self.broken = [], threading.Event(), False

    def schedule(self, function, args=(), kwargs=None, timeout=None):
        if self.broken:
            raise RuntimeError
        self.futures.append(Future())
        return self.futures[-1]

    def stop(self):
        self.ended.set()

    def join(self):
        pass


class ByHand(LocalPool):
    """Its pools are `made` by hand, and nothing looks after them but the test."""

    def __init__(self):
        self.made = []
        super().__init__(workers=1)

    def _made(self):
        self.made.append(Hand())
        return self.made[-1]

    def _watch(self):
        pass


@pytest.fixture
def pool(clock, monkeypatch):
    monkeypatch.setattr(executors, "time", SimpleNamespace(monotonic=clock))
    made = ByHand()
    made.made[0].futures[0].set_result(0)  # its workers have started
    return made


def test_a_pool_that_has_something_to_do_and_answers_nothing_is_replaced_and_who_waits_may_ask_again(pool, clock):
    lost = pool.submit(os.getpid)
    clock.now += pool.patience - 1
    pool.check()
    assert len(pool.made) == 1
    clock.now += 1
    pool.check()
    assert isinstance(lost.exception(10), BrokenExecutor)
    assert pool.made[0].ended.wait(10)
    asked = pool.submit(os.getpid)
    pool.made[1].futures[0].set_result(3)
    assert asked.result() == 3


def test_a_pool_that_has_had_nothing_to_do_is_given_its_time(pool, clock):
    clock.now += 10 * pool.patience
    pool.submit(os.getpid)
    pool.check()
    assert len(pool.made) == 1


def test_a_pool_that_answers_somebody_is_kept_however_long_others_wait(pool, clock):
    pool.submit(os.getpid)
    for _ in range(10):
        pool.submit(os.getpid)
        clock.now += 0.9 * pool.patience
        pool.made[0].futures[-1].set_result(0)
        pool.check()
    assert len(pool.made) == 1


@pytest.mark.parametrize("took", [1, 60])
def test_a_pool_may_take_long_to_start_and_later_as_long_as_its_start_foretells(clock, monkeypatch, took):
    monkeypatch.setattr(executors, "time", SimpleNamespace(monotonic=clock))
    pool = ByHand()
    clock.now += took
    pool.check()
    assert len(pool.made) == 1
    pool.made[0].futures[0].set_result(0)
    assert pool.patience == pool.limit + max(executors.PATIENCE, 4 * took)
    pool.submit(os.getpid)
    clock.now += pool.patience
    pool.check()
    assert len(pool.made) == 2
    assert pool.patience == executors.START
    clock.now += 1000  # nobody asks
    pool.submit(os.getpid)
    clock.now += took
    pool.made[1].futures[0].set_result(0)
    assert pool.patience == pool.limit + max(executors.PATIENCE, 4 * took)


def test_a_pool_that_refuses_calls_is_ended_and_what_it_was_asked_for_is_lost(pool):
    lost = pool.submit(os.getpid)
    pool.made[0].broken = True
    asked = pool.submit(os.getpid)
    assert isinstance(lost.exception(10), BrokenExecutor)
    assert pool.made[0].ended.wait(10)
    assert not asked.done()
    assert pool.asked == {asked}


def test_after_the_end_nobody_waits_nothing_is_taken_and_no_pool_is_made(pool, clock):
    lost = pool.submit(os.getpid)
    pool.close()
    assert isinstance(lost.exception(0), BrokenExecutor)
    clock.now += 10 * pool.patience
    pool.check()
    assert len(pool.made) == 1
    with pytest.raises(RuntimeError):
        pool.submit(os.getpid)


def test_a_run_whose_pool_moves_no_longer_goes_on_in_another():
    state, _ = whole(CONFIG)
    pool = LocalPool(workers=1)
    try:
        sound, pool.pool = pool.pool, Hand()
        sound.stop()
        sound.join()
        name = (jobs := Jobs(pool)).start(CONFIG)
        with pool.lock:
            pool.moved -= pool.patience  # as if that time had passed
        assert awaited(jobs, name).status == "ended"
        assert jobs.runs[name].state == state
    finally:
        pool.close()
