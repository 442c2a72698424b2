"""What is wished for while a chunk is under way: nothing is lost, and no run has two chunks at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lstm_viz.jobs import Jobs, advance
from lstm_viz.training import Epoch, Update
from tests.by_hand import CONFIG, Clock, finish, numbers, whole


def made(jobs, name):
    return [event for event in jobs.look(name).events if isinstance(event, Update)]


@pytest.mark.parametrize(("wish", "count"), [("update", 1), ("epoch", 9)])
def test_a_wish_that_comes_while_the_beginning_is_computed_is_done_after_it(wish, count, jobs, hand):
    name = jobs.start(CONFIG, until="begin")
    jobs.go(name, wish)
    finish(jobs, hand, name)
    assert len(made(jobs, name)) == count
    assert jobs.look(name).status == "paused"


def test_an_epoch_comes_in_slices_so_that_others_have_their_turns_and_it_can_be_paused(hand):
    jobs = Jobs(hand, lambda config, state, seconds, until: advance(config, state, 0.0, until), Clock())
    name, other = jobs.start(CONFIG, until="epoch"), jobs.start(replace(CONFIG, seed=1), until="epoch")
    for _ in range(4):
        hand.run()
    assert (len(made(jobs, name)), len(made(jobs, other))) == (2, 2)
    jobs.pause(other)
    finish(jobs, hand, name)
    epochs = [event.number for event in jobs.look(name).events if isinstance(event, Epoch)]
    assert (epochs, len(made(jobs, name)), jobs.look(name).status) == ([0, 1], 9, "paused")
    assert len(made(jobs, other)) == 3


def test_a_run_that_is_reset_again_and_again_asks_for_one_chunk_at_a_time(jobs, hand):
    name = jobs.start(CONFIG)
    hand.run()
    for _ in range(20):
        jobs.restart(name)
        jobs.go(name)
    assert len(hand.asked) == 1
    assert jobs.look(name).status == "waiting"
    finish(jobs, hand, name)
    assert numbers(jobs.look(name).events) == numbers(whole(CONFIG)[1])


def test_what_is_changed_before_the_first_update_is_how_the_run_began(jobs, hand):
    name = jobs.start(CONFIG, until="begin")
    hand.run()
    other = replace(CONFIG, learning_rate=0.02)
    jobs.change(name, other)
    jobs.go(name, "update")
    hand.run()
    assert jobs.history(name) == (other, ())


def test_a_run_that_begins_with_a_state_knows_that_it_was_taken_up(jobs, hand):
    state = whole(CONFIG)[0]
    anew, again = jobs.start(CONFIG, until="begin"), jobs.start(replace(CONFIG, epochs=9), state, until="begin")
    finish(jobs, hand, anew)
    assert (jobs.taken_up(anew), jobs.taken_up(again), jobs.taken_up("none")) == (0, 54, 0)
