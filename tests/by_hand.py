"""An executor and a clock that go on when a test says so, and small runs to compare.

A pytest plugin, which tests/conftest.py loads: `jobs` are runs on the executor `hand` by `clock`.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace

import pytest

from lstm_viz.jobs import Jobs, advance
from lstm_viz.training import Epoch, TrainConfig, Update, train_chunk

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


def a_few_updates(config, state, seconds, until):
    """As `advance`, but for a number of updates, so that no test depends on time."""
    return train_chunk(config, state, 60, updates=7) if until == "time" else advance(config, state, 60, until)


@pytest.fixture
def hand():
    return ByHand()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def jobs(hand, clock):
    return Jobs(hand, a_few_updates, clock)


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
