"""The door of 'Train live': whatever comes in, a configuration within the limits comes out."""

import dataclasses

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_viz.tasks import TASKS
from lstm_viz.training import INITIALISATIONS, OPTIMISERS, TRAIN_LIMITS, TrainConfig
from lstm_viz.training.models import Model


def parse(raw, former=None):
    config, errors = TrainConfig.parse(raw, former)
    return config, [(error.field, error.code) for error in errors]


def test_nothing_given_is_the_default_run_of_the_first_task():
    assert parse({}) == (TrainConfig.of("next_number"), [])
    assert parse({"task": "digits"}) == (TrainConfig.of("digits"), [])


@pytest.mark.parametrize("task", TASKS)
def test_every_default_run_can_be_asked_for_and_reads_back(task):
    config = TrainConfig.of(task)
    assert parse(config.query()) == (config, [])
    assert config.parameters <= TRAIN_LIMITS.parameters


def test_another_task_brings_its_own_run_but_keeps_what_was_said_with_it():
    former = dataclasses.replace(TrainConfig.of("next_number"), hidden=5)
    assert parse({**former.query(), "task": "copy"}, former) == (TrainConfig.of("copy"), [])
    config, errors = parse({**former.query(), "task": "copy", "hidden": "7"}, former)
    assert (config, errors) == (dataclasses.replace(TrainConfig.of("copy"), hidden=7), [])


@pytest.mark.parametrize(
    ("field", "bad"),
    [
        ("task", "nonsense"),
        ("options", "delay:3"),
        ("options", "length"),
        ("hidden", 0),
        ("hidden", 129),
        ("layers", 4),
        ("bidirectional", "maybe"),
        ("dropout", 1),
        ("dropout", "nan"),
        ("initialisation", "ones"),
        ("forget_bias", 11),
        ("batch", 0),
        ("epochs", 501),
        ("optimiser", "lion"),
        ("learning_rate", 0),
        ("learning_rate", -1),
        ("learning_rate", "1e7"),
        ("clipping", -1),
        ("seed", -1),
        ("seed", 2**32),
        ("early_stop", -1),
    ],
)
def test_a_bad_field_keeps_what_stood_there_and_leaves_one_error(field, bad):
    former = dataclasses.replace(TrainConfig.of("next_number"), hidden=5, seed=3)
    config, errors = parse({field: bad, "clipping" if field != "clipping" else "batch": 9}, former)
    assert [name.partition(" ")[0] for name, _ in errors] == [field]
    assert config == dataclasses.replace(former, **{"clipping" if field != "clipping" else "batch": 9})


def test_a_network_beyond_the_limit_is_refused_as_a_whole():
    config, errors = parse({"hidden": 128, "layers": 3, "bidirectional": "yes"})
    assert errors == [("hidden", "too-large")]
    assert config.parameters <= TRAIN_LIMITS.parameters


def test_options_are_written_in_one_way():
    config, errors = parse({"task": "copy", "options": "delay:20 length:2"})
    assert errors == []
    assert config.options == "delay:20"
    assert config.data().train.x.shape[1] == 24


@given(st.sampled_from(list(TASKS)), st.integers(1, 9), st.integers(1, 3), st.sampled_from(["no", "yes"]))
@settings(max_examples=20)
def test_shapes_and_count_are_those_of_the_torch_module(task, hidden, layers, ways):
    config = TrainConfig(task=task, hidden=hidden, layers=layers, bidirectional=ways)
    with torch.device("meta"):
        found = {name: tuple(weight.shape) for name, weight in Model(config).named_parameters()}
    assert found == config.shapes
    assert sum(torch.Size(shape).numel() for shape in found.values()) == config.parameters


junk = st.one_of(st.none(), st.text(max_size=9), st.integers(), st.floats(), st.lists(st.text(max_size=4), max_size=2))


@given(st.dictionaries(st.sampled_from(TrainConfig.names()), junk), st.sampled_from(list(TASKS)))
def test_parse_never_raises_and_reads_its_own_writing(raw, task):
    config, errors = TrainConfig.parse(raw, TrainConfig.of(task))
    assert config.task in TASKS
    assert config.optimiser in OPTIMISERS
    assert config.initialisation in INITIALISATIONS
    assert 0 < config.learning_rate <= 1e6
    assert config.parameters <= TRAIN_LIMITS.parameters
    assert TrainConfig.parse(config.query()) == (config, ())
    assert all(str(error) for error in errors)


@given(st.integers(1, 500))
def test_a_bounded_number_of_states_is_recorded_the_last_among_them(epochs):
    config = TrainConfig(epochs=epochs)
    recorded = [epoch for epoch in range(epochs + 1) if config.records(epoch)]
    assert {0, epochs} <= set(recorded)
    assert len(recorded) <= TRAIN_LIMITS.recorded + 2
