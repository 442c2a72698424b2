"""Many runs at once: they take turns, nothing is lost with a worker, and nobody trains who is not looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lstm_viz import jobs as module
from lstm_viz.errors import InputError
from lstm_viz.jobs import FRESH, KEPT, MOST_RUNS, SPARED, Change, Jobs
from lstm_viz.training import TRAIN_LIMITS, Done, Epoch, TrainConfig, Update, train, train_chunk
from tests.by_hand import CONFIG, a_few_updates, finish, numbers, whole


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


# --- Begin, end, restart --------------------------------------------------------------------------------------------


def test_a_run_that_only_begins_shows_the_untrained_network_and_waits(jobs, hand):
    name = jobs.start(CONFIG, until="begin")
    assert jobs.config(name) == CONFIG
    assert jobs.state(name) is None
    seen = finish(jobs, hand, name)
    assert (seen.status, seen.total, seen.events[0].number, seen.changes) == ("paused", 1, 0, ())
    assert jobs.state(name) == (CONFIG, seen.events[0].state) == jobs.recorded(name, 0)
    jobs.go(name)
    assert numbers(finish(jobs, hand, name).events) == numbers(whole(CONFIG)[1])


@pytest.mark.parametrize("made", [1, 3, 99])
def test_back_at_the_beginning_the_same_seed_gives_the_same_run(jobs, hand, made):
    name = jobs.start(CONFIG)
    while hand.asked and len(hand.done) < made:
        hand.run()
    jobs.restart(name)
    seen = finish(jobs, hand, name)
    assert (seen.status, seen.total, seen.branch, jobs.config(name)) == ("paused", 1, 1, CONFIG)
    jobs.go(name)
    assert numbers(finish(jobs, hand, name).events) == numbers(whole(CONFIG)[1])


def test_a_run_that_is_stopped_by_hand_is_over_names_its_best_epoch_and_can_be_wound_back(jobs, hand):
    name = jobs.start(CONFIG)
    for _ in range(4):
        hand.run()
    before = jobs.look(name)
    jobs.end(name)
    jobs.end(name)
    hand.run()  # the chunk that was under way: it comes to nothing
    seen = jobs.look(name)
    assert (seen.status, seen.total) == ("ended", before.total + 1)
    epochs = [event for event in seen.events if isinstance(event, Epoch)]
    updates = [event for event in seen.events if isinstance(event, Update)]
    best = min(epochs, key=lambda epoch: epoch.validation_loss).number
    assert vars(seen.events[-1]) == vars(Done("stopped", epochs[-1].number, len(updates), best))
    jobs.go(name)
    assert not hand.asked
    jobs.rewind(name, 1)
    jobs.go(name)
    assert numbers(finish(jobs, hand, name).events) == numbers(whole(CONFIG)[1])


def test_an_epoch_that_was_asked_for_by_itself_is_recorded_whatever_its_number(jobs, hand):
    config = replace(CONFIG, epochs=2 * TRAIN_LIMITS.recorded)
    name = jobs.start(config, until="epoch")
    finish(jobs, hand, name)
    assert not config.records(1)
    last = jobs.look(name).events[-1]
    assert (last.number, jobs.recorded(name, 1)) == (1, (config, last.state))


def test_what_was_never_recorded_and_a_run_that_is_not_there_are_none(jobs, hand):
    config = replace(CONFIG, epochs=2 * TRAIN_LIMITS.recorded)
    name = jobs.start(config)
    while not any(isinstance(event, Epoch) and event.number == 1 for event in jobs.look(name).events):
        hand.run()
    assert jobs.recorded(name, 1) is None
    assert jobs.recorded(name, 0) is not None
    assert (jobs.config("other"), jobs.state("other"), jobs.recorded("other", 0)) == (None, None, None)


# --- What is told ---------------------------------------------------------------------------------------------------


def test_a_changed_rate_is_told_with_the_first_update_that_is_made_with_it(jobs, hand):
    name = jobs.start(CONFIG)
    hand.run()
    slower = replace(CONFIG, learning_rate=0.001)
    jobs.change(name, slower)  # while a chunk is under way, which still has the former one
    hand.run()
    made = jobs.look(name).total
    (change,) = jobs.look(name).changes
    updates = [event.number for event in jobs.look(name).events[:made] if isinstance(event, Update)]
    assert change == Change(updates[-1] + 1, slower, CONFIG)
    seen = finish(jobs, hand, name)
    half = train_chunk(CONFIG, None, 60, updates=change.update - 1)[0]
    state, _events = train_chunk(slower, half, 60)
    assert (seen.changes, jobs.state(name)) == ((change,), (slower, state))


def test_winding_back_behind_a_change_keeps_the_present_rate_and_says_so_again(jobs, hand):
    name = jobs.start(CONFIG)
    for _ in range(3):
        hand.run()
    slower = replace(CONFIG, learning_rate=0.001)
    jobs.change(name, slower)
    late = finish(jobs, hand, name).changes[0].update
    jobs.rewind(name, 1)
    assert jobs.look(name).changes == ()
    jobs.go(name)
    (again,) = finish(jobs, hand, name).changes
    assert (again.config, again.before) == (slower, CONFIG)
    assert again.update < late
    jobs.restart(name)
    jobs.go(name)
    assert finish(jobs, hand, name).changes == (), "from the beginning on it is no change"


def test_slices_of_a_long_look_follow_each_other_without_gap(jobs, hand, monkeypatch):
    monkeypatch.setattr(module, "MOST_TOLD", 10)
    total = finish(jobs, hand, name := jobs.start(CONFIG)).total
    slices = [jobs.look(name, since).events for since in range(0, total, 10)]
    assert {len(one) for one in slices[:-1]} == {10}
    assert numbers(event for one in slices for event in one) == numbers(whole(CONFIG)[1])
    assert jobs.look(name, total + 5).events == ()


@pytest.mark.parametrize("epochs", [1, 59, 60, 61, 500])
@pytest.mark.parametrize("hidden", [1, 32, 128])
def test_the_states_of_a_run_stay_within_their_bound(hidden, epochs):
    config = replace(TrainConfig.of("learnable_rule"), hidden=hidden, epochs=epochs)
    recorded = [epoch for epoch in range(epochs + 1) if config.records(epoch)]
    assert {0, epochs} <= set(recorded)
    assert len(recorded) <= TRAIN_LIMITS.recorded + 2
    assert 12 * config.parameters * (len(recorded) - 2) <= TRAIN_LIMITS.memory
    assert len(recorded) >= min(epochs + 1, 15), "enough to wind back to"


# --- Workers --------------------------------------------------------------------------------------------------------


def test_to_forget_a_run_cancels_no_chunk_since_that_would_kill_a_worker(jobs, hand):
    jobs.stop(jobs.start(CONFIG))
    (future, _function, _args) = hand.asked[0]
    assert not future.cancelled()
    hand.run()
    assert not hand.asked
