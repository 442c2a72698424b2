"""Many runs at once: they take turns, nothing is lost with a worker, and nobody trains who is not looked at."""

from __future__ import annotations

import sys
import time
from concurrent.futures import Future
from dataclasses import replace

import pytest

from lstm_viz.errors import InputError
from lstm_viz.jobs import FRESH, KEPT, MOST_RUNS, SPARED, Jobs, LocalPool, advance
from lstm_viz.training import Done, Epoch, TrainConfig, Update, train, train_chunk
from tests import fragile

CONFIG = replace(TrainConfig.of("next_number"), epochs=6, hidden=4)


class ByHand:
    """An executor whose chunks are computed when the test says so, in the order in which they were asked for."""

    def __init__(self):
        self.asked, self.done = [], []

    def submit(self, function, /, *args):
        future = Future()
        self.asked.append((future, function, args))
        return future

    def close(self):
        self.asked.clear()

    def run(self):
        """Compute the oldest chunk; whose configuration it was is noted."""
        future, function, args = self.asked.pop(0)
        if future.set_running_or_notify_cancel():
            self.done.append(args[0])
            future.set_result(function(*args))


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def hand():
    return ByHand()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def jobs(hand, clock):
    return Jobs(hand, a_few_updates, clock)


def a_few_updates(config, state, seconds, until):
    """As `advance`, but for a number of updates, so that no test depends on time."""
    return train_chunk(config, state, 60, updates=7) if until == "time" else advance(config, state, seconds, until)


def whole(config):
    return train_chunk(config, None, 600)


def finish(jobs, hand, name):
    while hand.asked:
        hand.run()
    return jobs.look(name)


def numbers(events):
    """What is told, to compare."""
    return [
        (e.number, e.loss) if isinstance(e, Update) else (e.number, e.validation_loss, e.state)
        for e in events
        if isinstance(e, (Update, Epoch))
    ]


def test_a_run_in_chunks_ends_with_the_very_numbers_of_one_in_a_piece(jobs, hand):
    state, events = whole(CONFIG)
    seen = finish(jobs, hand, name := jobs.start(CONFIG))
    assert seen.status == "ended"
    assert isinstance(seen.events[-1], Done)
    assert numbers(seen.events) == numbers(events)
    assert jobs.runs[name].state == state
    assert len(hand.done) > 3


def test_runs_take_turns_and_see_how_many_come_first(jobs, hand):
    configs = [replace(CONFIG, seed=seed) for seed in range(3)]
    names = [jobs.start(config) for config in configs]
    assert [jobs.look(name).ahead for name in names] == [0, 1, 2]
    assert {jobs.look(name).status for name in names} == {"waiting"}
    for _ in range(9):
        hand.run()
    assert hand.done == configs * 3


def test_nobody_trains_who_is_not_looked_at_and_a_look_goes_on(jobs, hand, clock):
    name = jobs.start(CONFIG)
    hand.run()
    clock.now = FRESH + 1
    hand.run()
    assert not hand.asked
    before = len(hand.done)
    assert jobs.look(name).status == "waiting"
    hand.run()
    assert len(hand.done) == before + 1
    clock.now += KEPT + 1
    assert jobs.look(name) is None


def test_pause_one_update_one_epoch_and_on_lose_nothing(jobs, hand):
    name = jobs.start(CONFIG)
    hand.run()
    jobs.pause(name)
    hand.run()
    assert (jobs.look(name).status, hand.asked) == ("paused", [])
    total = jobs.look(name).total
    jobs.go(name, "update")
    hand.run()
    updates = [event for event in jobs.look(name, total).events if isinstance(event, Update)]
    assert len(updates) == 1
    jobs.go(name, "epoch")
    hand.run()
    assert isinstance(jobs.look(name).events[-1], Epoch)
    assert not hand.asked
    jobs.go(name)
    assert numbers(finish(jobs, hand, name).events) == numbers(whole(CONFIG)[1])


def test_winding_back_goes_on_to_the_same_numbers_and_another_rate_to_others(jobs, hand):
    name = jobs.start(CONFIG)
    straight = numbers(finish(jobs, hand, name).events)
    jobs.rewind(name, 2)
    seen = jobs.look(name)
    assert (seen.status, seen.branch, seen.events[-1].number) == ("paused", 1, 2)
    jobs.go(name)
    assert numbers(finish(jobs, hand, name).events) == straight
    jobs.rewind(name, 2)
    jobs.change(name, replace(CONFIG, learning_rate=0.001))
    jobs.go(name)
    assert numbers(finish(jobs, hand, name).events) != straight
    with pytest.raises(InputError) as refused:
        jobs.rewind(name, 99)
    assert refused.value.field == "epoch"


def test_what_a_run_began_with_is_kept_with_all_that_was_changed_since(jobs, hand):
    name = jobs.start(CONFIG, until="update")
    hand.run()
    slower, slowest = (replace(CONFIG, learning_rate=rate) for rate in (0.002, 0.001))
    for config in (slower, slowest):
        jobs.change(name, config)
        jobs.go(name, "update")
        hand.run()
    began, changes = jobs.history(name)
    assert (began, [(change.update, change.config) for change in changes]) == (CONFIG, [(2, slower), (3, slowest)])
    jobs.restart(name)
    hand.run()
    assert jobs.history(name) == (slowest, ())
    assert jobs.history("unknown") is None


def test_a_chunk_under_way_when_the_run_is_wound_back_changes_nothing(jobs, hand):
    name = jobs.start(CONFIG)
    finish(jobs, hand, name)
    jobs.rewind(name, 1)
    jobs.go(name, "update")
    jobs.rewind(name, 1)
    total = jobs.look(name).total
    hand.run()
    assert jobs.look(name).total == total


def test_what_is_too_many_is_refused_and_room_comes_back(jobs, clock):
    names = [jobs.start(CONFIG) for _ in range(MOST_RUNS)]
    with pytest.raises(InputError) as refused:
        jobs.start(CONFIG)
    assert refused.value.code == "full"
    jobs.stop(names[0])
    jobs.start(CONFIG)
    clock.now = KEPT + 1
    jobs.start(CONFIG)
    assert len(jobs.runs) == 1


def test_a_run_that_is_done_goes_on_with_more_epochs_and_is_that_of_so_many_epochs(jobs, hand):
    name = jobs.start(CONFIG)
    finish(jobs, hand, name)
    assert jobs.look(name).status == "ended"
    longer = replace(CONFIG, epochs=8)
    jobs.change(name, longer)
    assert jobs.look(name).status == "paused"
    jobs.go(name)
    finish(jobs, hand, name)
    events = jobs.look(name).events
    assert isinstance(events[-1], Done)
    undisturbed = [event.loss for event in train(longer) if isinstance(event, Update)]
    assert [event.loss for event in events if isinstance(event, Update)] == undisturbed


def test_where_there_is_no_room_the_run_that_was_left_alone_for_a_minute_goes(jobs, clock):
    names = [jobs.start(CONFIG) for _ in range(MOST_RUNS)]
    clock.now = SPARED + 1
    for name in names:
        if name != names[5]:
            jobs.look(name)
    jobs.start(CONFIG)
    assert jobs.look(names[5]) is None
    assert all(jobs.look(name) for name in names if name != names[5])


def test_a_chunk_that_fails_again_and_again_ends_its_run_alone(hand, clock):
    def raises(*_):
        raise TimeoutError

    def run_all():
        while hand.asked:
            future, function, args = hand.asked.pop(0)
            future.set_running_or_notify_cancel()
            try:
                future.set_result(function(*args))
            except TimeoutError as error:
                future.set_exception(error)

    jobs = Jobs(hand, raises, clock)
    name = jobs.start(CONFIG)
    run_all()
    seen = jobs.look(name)
    assert (seen.status, seen.trouble.code) == ("failed", "lost")
    jobs.advancing = a_few_updates
    jobs.go(name)
    run_all()
    assert jobs.look(name).status == "ended"


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_worker_and_a_hanging_chunk_cost_their_chunk_and_nothing_else(tmp_path, monkeypatch):
    state, events = whole(replace(CONFIG, epochs=30))
    monkeypatch.setenv(fragile.MARK, str(tmp_path / "mark"))
    pool = LocalPool(workers=1, limit=5)
    try:
        for trouble in (fragile.dies_once, fragile.hangs_once):
            (tmp_path / "mark").unlink(missing_ok=True)
            jobs = Jobs(pool, trouble)
            name = jobs.start(replace(CONFIG, epochs=30))
            end = time.monotonic() + 120
            while (seen := jobs.look(name)).status not in ("ended", "failed") and time.monotonic() < end:
                time.sleep(0.05)
            assert (tmp_path / "mark").exists(), "the fault must have happened"
            assert seen.status == "ended"
            assert jobs.runs[name].state == state
            assert numbers(seen.events) == numbers(events)
    finally:
        pool.close()
