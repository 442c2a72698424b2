"""Trained models in 'Gates over time': any layer and direction, each number the network's own."""

import numpy as np
import pytest

from lstm_viz.checkpoints import CHECKPOINTS, load_checkpoint
from lstm_viz.errors import InputError
from lstm_viz.gates_config import GatesConfig, gates_trace
from tests.models import model

NETWORK = model("next_number", 3, 2, 2)


def parse(raw, former=None, trained=NETWORK):
    config, errors = GatesConfig.parse(raw, former, trained=trained)
    return config, [(error.field, error.code) for error in errors]


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_a_model_that_we_ship_reads_the_sequence_of_its_task_as_it_was_scaled(name):
    config, errors = parse({"model": name, "source": "probe"})
    known = load_checkpoint(name)
    sequence, tr = config.x(), gates_trace(config)
    assert errors == []
    np.testing.assert_allclose(tr.x, known.data.probe, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(tr.x, sequence.shown)
    np.testing.assert_allclose(sequence.raw, known.scaling.undo(known.data.probe), rtol=0, atol=1e-12)
    np.testing.assert_array_equal(sequence.mean, known.scaling.mean)
    np.testing.assert_array_equal(tr.h, known.network.trace(sequence.shown).layers[0].forward.h)


@pytest.mark.parametrize("layer", [1, 2])
@pytest.mark.parametrize("direction", ["forward", "reverse"])
def test_layer_and_direction_are_the_networks_in_the_order_of_the_input(layer, direction):
    config, errors = parse(
        {"model": "trained", "source": "sunspots", "layer": layer, "direction": direction, "unit": 3}
    )
    assert errors == []
    tr = gates_trace(config, trained=NETWORK)
    whole = NETWORK.network.trace(NETWORK.scaling.apply(config.x(trained=NETWORK).raw)).layers[layer - 1]
    for signal in tr.signals:
        np.testing.assert_array_equal(tr[signal], getattr(whole, direction)[signal])
    assert tr.reverse == (direction == "reverse")
    assert config.units(trained=NETWORK) == 3


def test_scaling_can_be_switched_off():
    config, _ = parse({"model": "trained", "source": "typed", "seq": "1 2 3", "scale": "off"})
    np.testing.assert_array_equal(gates_trace(config, trained=NETWORK).x, [[1], [2], [3]])


def test_a_sequence_of_another_width_is_refused_with_what_to_do():
    config, _ = parse({"model": "copy", "source": "sine"})
    with pytest.raises(InputError, match="T × 6") as caught:
        gates_trace(config)
    assert caught.value.code == "shape"


def test_what_a_model_has_not_is_refused_or_left_behind_with_the_model_that_had_it():
    assert parse({"model": "sine", "layer": 2, "direction": "reverse"})[1] == [
        ("layer", "out-of-range"),
        ("direction", "unknown"),
    ]
    former, _ = parse({"model": "trained", "layer": 2, "direction": "reverse"})
    same = {"layer": former.layer, "direction": former.direction}
    config, errors = parse({"model": "sine"} | same, former)
    assert (config.layer, config.direction, errors) == (1, "forward", [])
    assert parse({"model": "trained", "direction": "up"})[1] == [("direction", "unknown")]


def test_without_a_model_its_sequence_is_refused():
    assert parse({"source": "probe"})[1] == [("source", "no-probe")]
    gone, _ = parse({"source": "probe", "model": "trained"})
    assert parse({}, gone, trained=None)[1] == [("model", "no-model"), ("source", "no-probe")]
    with pytest.raises(InputError):
        gates_trace(gone)
