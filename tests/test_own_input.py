"""What a learner types for a trained network, and what the network says of it."""

from __future__ import annotations

import numpy as np
import pytest

from lstm_viz.checkpoints import load_checkpoint
from lstm_viz.errors import InputError
from lstm_viz.models import Model
from lstm_viz.own_input import answer, sample, samples, truth
from lstm_viz.tasks import TASKS, classes
from lstm_viz.training import TrainConfig, train_chunk


def untrained(task, **fields):
    config = TrainConfig.of(task)
    state, _events = train_chunk(config, None, 60, updates=0)
    return Model.of_state(config, state)


@pytest.fixture(scope="module", params=TASKS)
def model(request):
    return untrained(request.param)


def test_a_sample_of_the_test_part_is_answered_as_the_network_answers_that_part(model):
    data, task = model.data, model.config.kind
    outputs = model.outputs(data.test.x[:3])
    for number in range(3):
        said = answer(model, sample(model.config, data, number))
        if task.every_step:
            asked = data.test.y[number] >= 0
            assert said.shares.argmax(axis=1).tolist() == outputs[number][asked].argmax(axis=1).tolist()
        elif task.loss == "mse":
            base = None if data.test.base is None else data.test.base[number : number + 1]
            expected = data.measured(outputs[number : number + 1], base)[0, 0]
            assert said.value == pytest.approx(expected, rel=1e-4)  # a sample is rounded to six decimals
            measured = data.measured(data.test.y[number : number + 1], base)[0, 0]
            assert truth(model.config, data, number) == pytest.approx(measured)
        else:
            told = classes(task.loss, outputs[number : number + 1], data.test.y[number : number + 1])
            assert (truth(model.config, data, number), int(said.shares.argmax())) == (told[0][0], told[1][0])
            assert said.shares.sum() == pytest.approx(1)


def test_every_sample_can_be_read(model):
    answer(model, sample(model.config, model.data, samples(model.data) - 1))


def test_one_two_three_four_is_followed_by_about_five():
    assert answer(load_checkpoint("next_number"), "1, 2, 3, 4").value == pytest.approx(5, abs=0.05)


def test_growth_is_read_from_the_series_itself():
    model = load_checkpoint("passengers")
    said = answer(model, "100, 110, 121")
    np.testing.assert_allclose(said.x, np.log([[1.1], [1.1]]))
    assert 100 < said.value < 200


@pytest.mark.parametrize(
    ("task", "typed"),
    [
        ("next_number", ""),
        ("next_number", "1, two"),
        ("next_number", "1 2; 3 4"),
        ("next_number", None),
        ("passengers", "100"),
        ("passengers", "100, -5, 3"),
        ("digits", "1, 2, 3"),
        ("copy", "A"),
        ("copy", "AZ"),
        ("copy", "<script>"),
        ("copy", 7),
    ],
)
def test_what_cannot_be_taken_is_explained(task, typed):
    with pytest.raises(InputError) as caught:
        answer(untrained(task), typed)
    assert caught.value.field == "own_input"
