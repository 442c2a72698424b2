"""Training in slices: the same bits however it is cut, and told as it was."""

from __future__ import annotations

import pickle
import subprocess
import sys
from dataclasses import replace
from itertools import count
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from lstm_viz.errors import InputError
from lstm_viz.tasks import TASKS, measure
from lstm_viz.training import (
    OPTIMISERS,
    Diverged,
    Done,
    Epoch,
    State,
    TrainConfig,
    Update,
    histograms,
    network_of,
    probe,
    train,
    train_chunk,
)
from lstm_viz.training.loop import MOST_MEASURED
from lstm_viz.training.models import filled, fresh
from tests.test_tracing_imports import loaded_by

FOREVER = 1e9
SMALL = TrainConfig(hidden=3, layers=2, bidirectional="yes", dropout=0.3, batch=50, epochs=1000)  # 3 updates an epoch


def told(events: Any) -> list[Any]:
    """Events as plain values, which can be compared."""
    return [(type(event).__name__, plain(vars(event))) for event in events]


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    if isinstance(value, np.ndarray):
        return value.dtype.str, value.shape, value.tobytes()
    return value


def sliced(config: TrainConfig, sizes: list[int], state: bytes | None = None) -> tuple[bytes, list[Any]]:
    events: list[Any] = []
    for size in sizes:
        state, new = train_chunk(config, state, FOREVER, size)
        events += new
    assert state is not None
    return state, events


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_six_chunks_of_ten_updates_are_one_of_sixty_to_the_bit(optimiser: str) -> None:
    config = replace(SMALL, optimiser=optimiser, clipping=0.5)
    whole, all_at_once = sliced(config, [60])
    cut, in_slices = sliced(config, [10] * 6)
    assert whole == cut
    assert told(all_at_once) == told(in_slices)
    assert [event.number for event in all_at_once if isinstance(event, Update)] == list(range(1, 61))
    assert [event.number for event in all_at_once if isinstance(event, Epoch)] == list(range(21))


@pytest.mark.parametrize("task", TASKS)
def test_every_task_is_the_same_in_single_steps(task: str) -> None:
    config = replace(TrainConfig.of(task), dropout=0.2)
    assert sliced(config, [8])[0] == sliced(config, [1] * 8)[0]


def test_what_the_caller_draws_and_how_many_threads_it_has_stay_as_they_were() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3).tolist()
    torch.manual_seed(5)
    threads = torch.get_num_threads()
    sliced(SMALL, [2])
    assert torch.rand(3).tolist() == expected
    assert torch.get_num_threads() == threads


def test_going_on_from_a_recorded_epoch_is_winding_back() -> None:
    config = replace(SMALL, epochs=30)
    _, events = sliced(config, [30])
    fifth = next(event for event in events if isinstance(event, Epoch) and event.number == 5)
    _, again = sliced(config, [15], fifth.state)
    assert told(again) == told(events[events.index(fifth) + 1 :])


def test_another_learning_rate_between_chunks_counts_from_there_on() -> None:
    state, _ = sliced(SMALL, [20])
    faster = replace(SMALL, learning_rate=0.05)
    one, two = sliced(SMALL, [20], state), sliced(faster, [20], state)
    assert one[0] != two[0]
    before, after = ([event.loss for event in events if isinstance(event, Update)] for _, events in (one, two))
    assert before[0] == after[0]  # the first update still reads the weights from before
    assert before[1] != after[1]
    assert sliced(faster, [5] * 4, state)[0] == two[0]


@pytest.mark.parametrize("change", [{"optimiser": "sgd"}, {"batch": 7}, {"dropout": 0.0}, {"clipping": 0.1}])
def test_a_run_goes_on_under_other_settings(change: dict[str, Any]) -> None:
    state, _ = sliced(SMALL, [20])
    changed = replace(SMALL, **change)
    assert sliced(changed, [30], state)[0] == sliced(changed, [13, 17], state)[0]


@pytest.mark.parametrize("change", [{"hidden": 4}, {"layers": 1}, {"bidirectional": "no"}, {"task": "digits"}])
def test_a_state_of_other_sizes_is_refused(change: dict[str, Any]) -> None:
    state, _ = sliced(SMALL, [1])
    with pytest.raises(InputError) as caught:
        train_chunk(replace(SMALL, **change), state, FOREVER, 1)
    assert caught.value.code == "state"


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\x00" * 64])
def test_bytes_that_are_no_state_are_refused(damage: bytes) -> None:
    with pytest.raises(InputError):
        train_chunk(SMALL, damage, FOREVER, 1)


def test_a_chunk_ends_at_its_deadline_but_makes_one_update(monkeypatch: pytest.MonkeyPatch) -> None:
    state, _ = sliced(SMALL, [1])
    _, events = train_chunk(SMALL, state, 0.0)
    assert sum(isinstance(event, Update) for event in events) == 1
    ticks = count()
    monkeypatch.setattr("lstm_viz.training.chunks.time", SimpleNamespace(monotonic=lambda: next(ticks) / 10))
    _, events = train_chunk(SMALL, state, 0.5)
    assert sum(isinstance(event, Update) for event in events) == 5, "a tenth of a second each by this clock"


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_learning_rate_of_a_million_diverges_and_says_what_to_try(optimiser: str) -> None:
    config = replace(TrainConfig.of("next_number"), learning_rate=1e6, optimiser=optimiser)
    events = list(train(config))
    last = events[-1]
    assert isinstance(last, Diverged)
    assert last.reason in ("not-finite", "exploded")
    assert last.update <= 20
    assert "smaller learning rate" in str(last.remedy)
    assert all(np.isfinite(event.loss) for event in events if isinstance(event, Update))


def test_a_diverged_run_stays_so_and_an_earlier_state_goes_on() -> None:
    good = TrainConfig.of("next_number")
    state, _ = sliced(good, [9])
    bad, events = train_chunk(replace(good, learning_rate=1e6, optimiser="sgd"), state, FOREVER, 100)
    assert isinstance(events[-1], Diverged)
    again, repeated = train_chunk(good, bad, FOREVER, 100)
    assert again == bad
    assert told(repeated) == told(events[-1:])
    _, healthy = sliced(good, [9], state)
    assert all(isinstance(event, (Update, Epoch)) for event in healthy)


def test_a_run_ends_after_its_epochs_says_so_again_and_goes_on_for_more() -> None:
    config = replace(SMALL, epochs=4)
    state, events = train_chunk(config, None, FOREVER)
    assert isinstance(events[-1], Done)
    assert (events[-1].reason, events[-1].epochs, events[-1].updates) == ("epochs", 4, 12)
    assert isinstance(events[-2], Epoch)
    assert events[-2].state == state
    again, repeated = train_chunk(config, state, FOREVER)
    assert again == state
    assert told(repeated) == told(events[-1:])
    longer = replace(config, epochs=5)
    _, more = train_chunk(longer, state, FOREVER)
    assert told(event for event in more if isinstance(event, Update)) == told(
        event for event in train_chunk(longer, None, FOREVER)[1][-6:] if isinstance(event, Update)
    )


def test_early_stop_waits_for_as_many_epochs_without_a_better_one() -> None:
    config = replace(TrainConfig.of("random_labels"), early_stop=3, epochs=100)
    events = list(train(config))
    last = events[-1]
    assert isinstance(last, Done)
    assert last.reason == "early-stop"
    assert last.epochs == last.best_epoch + 3
    losses = [event.validation_loss for event in events if isinstance(event, Epoch)]
    assert int(np.argmin(losses[1:])) + 1 == last.best_epoch


def test_events_travel_between_processes() -> None:
    _, events = sliced(SMALL, [4])
    again = pickle.loads(pickle.dumps(events))  # noqa: S301 (our own bytes)
    assert told(again) == told(events)


def test_the_very_first_network_is_torch_s_own() -> None:
    config = TrainConfig(task="digits", hidden=5, layers=2, seed=12)
    torch.manual_seed(12)
    lstm, head = torch.nn.LSTM(8, 5, 2), torch.nn.Linear(5, 10)
    _, (first, *_) = train_chunk(config, None, FOREVER, 1)
    assert isinstance(first, Epoch)
    assert first.state is not None
    weights = State.of(first.state, config).weights
    for prefix, module in (("lstm", lstm), ("head", head)):
        for name, weight in module.named_parameters():
            np.testing.assert_array_equal(weights[f"{prefix}.{name}"], weight.detach().numpy())


@pytest.mark.parametrize("initialisation", ["torch", "keras", "zeros"])
def test_the_forget_bias_is_added_once_to_the_forget_gate_alone(initialisation: str) -> None:
    plain_config = TrainConfig(hidden=4, layers=2, bidirectional="yes", initialisation=initialisation)
    without, with_bias = (dict(fresh(replace(plain_config, forget_bias=b)).named_parameters()) for b in (0.0, 1.5))
    for name, weight in without.items():
        added = (with_bias[name] - weight).detach().numpy().round(5)
        expected = np.zeros(weight.shape)
        if "bias_ih" in name:
            expected[4:8] = 1.5
        np.testing.assert_array_equal(added, expected)
    if initialisation == "keras":
        recurrent = without["lstm.weight_hh_l0"].detach().numpy()
        np.testing.assert_allclose(recurrent.T @ recurrent, np.eye(4), atol=1e-6)


@pytest.mark.parametrize("task", ["next_number", "digits", "copy"])
def test_an_epoch_tells_what_torch_and_the_metrics_say_of_its_state(task: str) -> None:
    config = TrainConfig(task=task, hidden=4, layers=2, bidirectional="yes", dropout=0.5, epochs=1)
    _, events = train_chunk(config, None, FOREVER)
    epoch = next(event for event in events if isinstance(event, Epoch) and event.number == 1)
    assert epoch.state is not None
    data, weights = config.data(), State.of(epoch.state, config).weights
    model = filled(config, weights).eval()
    with torch.no_grad():
        validation, train_part = (
            model(torch.from_numpy(part.x.astype(np.float32))).numpy() for part in (data.validation, data.train)
        )
    np.testing.assert_array_equal(epoch.predictions, validation[:200])
    assert (epoch.confusion is None) == (config.kind.loss == "mse")
    if epoch.confusion is not None:
        assert np.trace(epoch.confusion) / epoch.confusion.sum() == epoch.validation["accuracy"]
    assert epoch.validation == measure(config.kind.loss, validation.astype(np.float64), data, data.validation)
    for name, value in measure(
        config.kind.loss, train_part[:MOST_MEASURED].astype(np.float64), data, data.train
    ).items():
        assert epoch.training[name] == pytest.approx(value, rel=1e-4)
    # NumPy, which explains, says what PyTorch, which learned, says
    nt = network_of(config, weights).trace(data.validation.x.swapaxes(0, 1))
    last = nt.output.swapaxes(0, 1) if config.kind.every_step else nt.output[-1]
    np.testing.assert_allclose(last, validation, atol=1e-5)


def test_the_probe_is_the_trace_of_the_state() -> None:
    config = replace(SMALL, epochs=60)
    _, events = sliced(config, [6])
    epoch = next(event for event in events if isinstance(event, Epoch) and event.number == 2)
    assert epoch.state is not None
    weights, data = State.of(epoch.state, config).weights, config.data()
    seen = probe(config, weights, data.probe)
    nt = network_of(config, weights).trace(data.probe)
    assert set(seen.gates) == {f"{k}.{way}.{s}" for k in (0, 1) for way in ("forward", "reverse") for s in "ifgoch"}
    for name, values in seen.gates.items():
        layer, way, signal = name.split(".")
        tr = getattr(nt.layers[int(layer)], way)
        np.testing.assert_array_equal(values, tr[signal].astype(np.float32))
    np.testing.assert_array_equal(seen.output, nt.output.astype(np.float32))
    assert set(histograms(weights)) == set(config.shapes)
    for name, (counts, edges) in histograms(weights).items():
        assert counts.sum() == weights[name].size
        assert len(edges) == len(counts) + 1


def test_gradient_norms_are_those_of_the_layers() -> None:
    config = replace(SMALL, dropout=0.0, batch=200)  # the whole training part at once
    _, events = sliced(config, [1])
    update = next(event for event in events if isinstance(event, Update))
    model, data = fresh(config), config.data()
    x, y = (torch.from_numpy(array.astype(np.float32)) for array in (data.train.x, data.train.y))
    loss = torch.nn.functional.mse_loss(model(x), y)
    loss.backward()
    assert update.loss == pytest.approx(loss.item(), rel=1e-5)
    for name, norm in update.gradient_norms.items():
        part = "head." if name == "head" else f"_l{name}"
        grads = [w.grad.flatten() for n, w in model.named_parameters() if part in n and w.grad is not None]
        assert norm == pytest.approx(torch.cat(grads).norm().item(), rel=1e-4)
    assert list(update.gradient_norms) == ["0", "1", "head"]


def test_every_training_sequence_is_read_once_an_epoch() -> None:
    config = TrainConfig.of("digits")
    _, events = sliced(replace(config, epochs=1), [1000])
    assert sum(isinstance(event, Update) for event in events) == -(-len(config.data().train) // config.batch)


def test_zeros_never_learn_to_tell_units_apart() -> None:
    config = TrainConfig(hidden=4, initialisation="zeros", epochs=2)
    *_, epoch, _ = train(config)
    assert isinstance(epoch, Epoch)
    assert epoch.state is not None
    head = State.of(epoch.state, config).weights["head.weight"]
    assert (head == head[:, :1]).all()


def test_naming_the_function_loads_no_torch() -> None:
    assert "torch" not in loaded_by("from lstm_viz.training import train_chunk, TrainConfig; TrainConfig.parse({})")


@pytest.mark.parametrize("task", ["random_labels", "digits", "sunspots"])
def test_the_default_run_reaches_its_target(task: str) -> None:
    target = TASKS[task].target
    for event in train(TrainConfig.of(task)):
        if isinstance(event, Epoch):
            values = event.training if target.part == "train" else event.validation
            if target.reached(values[target.metric]):
                return
    pytest.fail("the target was never reached")


def test_next_number_reaches_its_target_in_a_part_of_its_run() -> None:
    target = TASKS["next_number"].target
    _, events = train_chunk(TrainConfig.of("next_number"), None, FOREVER, 100 * 9)  # a third
    best = min(event.validation["rmse"] for event in events if isinstance(event, Epoch))
    assert target.reached(best)


def test_another_process_makes_the_same_state() -> None:
    """The start of a run in a fresh interpreter, and its end here, are the run as a whole."""
    code = (
        "import sys; from lstm_viz.training import TrainConfig, train_chunk;"
        f"sys.stdout.buffer.write(train_chunk(TrainConfig(**{vars(SMALL)!r}), None, 1e9, 7)[0])"
    )
    begun = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert sliced(SMALL, [5], begun)[0] == sliced(SMALL, [12])[0]
