"""A log gives back what it was told, and holds a long run in little memory."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lstm_viz.event_log import EventLog
from lstm_viz.training import Done, Epoch, TrainConfig, Update, train_chunk

CONFIG = replace(TrainConfig.of("next_number"), epochs=4, hidden=3, layers=2)
EVENTS = train_chunk(CONFIG, None, 600)[1]


def plain(events):
    return [vars(event) for event in events]


def made(events=EVENTS):
    log = EventLog()
    for event in events:
        log.extend([event])
    return log


@pytest.mark.parametrize("start", [0, 1, 8, 10, 11, len(EVENTS) - 2])
@pytest.mark.parametrize("length", [1, 10, 10_000])
def test_what_was_told_comes_back_to_the_bit(start, length):
    log = made()
    assert len(log) == len(EVENTS)
    assert plain(log.told(start, start + length)) == plain(EVENTS[start : start + length])
    assert {type(event) for event in log.told(0, len(log))} == {Epoch, Update, Done}


@pytest.mark.parametrize("count", range(len(EVENTS) + 1))
def test_what_is_cut_off_is_forgotten_and_the_rest_goes_on(count):
    log = made()
    log.keep(count)
    assert plain(log.told(0, 10_000)) == plain(EVENTS[:count])
    last = EVENTS[count - 1] if count else None
    assert (log.last is None) if last is None else (vars(log.last) == vars(last))
    log.extend(EVENTS[count:])
    assert plain(log.told(0, 10_000)) == plain(EVENTS)


def test_it_knows_its_epochs_and_how_many_updates_were_made():
    log = made()
    assert [(place, epoch.number) for place, epoch in log.epochs()] == [
        (place, event.number) for place, event in enumerate(EVENTS) if isinstance(event, Epoch)
    ]
    assert (EventLog().updates, EventLog().last) == (0, None)
    for count, event in enumerate(EVENTS, 1):
        log.keep(0)
        log.extend(EVENTS[:count])
        assert log.updates == (event.number if isinstance(event, Update) else event.updates)


def test_a_hundred_thousand_updates_take_a_few_bytes_each():
    log = EventLog()
    log.extend(Update(number, 0.5, {"0": 1.0, "head": 2.0}) for number in range(1, 100_001))
    held = sum(part.itemsize * len(part) for part in (log.numbers, log.losses, log.norms))
    assert held / 100_000 == 8 * 4
    assert not log.others
