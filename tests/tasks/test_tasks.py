"""The tasks: their data, what they were scaled by, and that nothing of the future is read."""

import hashlib
import importlib.resources

import numpy as np
import pytest

from lstm_viz.errors import InputError
from lstm_viz.series import load_series
from lstm_viz.tasks import BASELINES, CLASSIFICATION, REGRESSION, TASKS, Scaling, free_running, scores
from lstm_viz.tasks.digits import load_digits
from lstm_viz.tasks.forecasting import windows
from tests.test_tracing_imports import HEAVY, loaded_by

DIGITS = "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22"


@pytest.mark.parametrize("name", TASKS)
def test_the_data_have_the_shapes_that_the_record_says(name):
    task, data = TASKS[name], TASKS[name].make(3)
    assert task.name == name
    assert task.metrics == (REGRESSION if task.loss == "mse" else CLASSIFICATION)
    assert task.target.metric in task.metrics
    assert set(task.baselines) <= set(BASELINES)
    assert data.probe.shape[1] == task.inputs == len(data.names)
    for part in (data.train, data.validation, data.test):
        count, steps, features = part.x.shape
        assert count >= 25
        assert features == task.inputs
        assert np.isfinite(part.x).all()
        if task.loss == "cross-entropy":
            assert part.y.shape == ((count, steps) if task.every_step else (count,))
            assert part.y.dtype.kind == "i"
            assert set(np.unique(part.y)) - {-1} <= set(range(task.outputs))
        else:
            assert part.y.shape == (count, 1)
            assert task.outputs == 1


@pytest.mark.parametrize("name", TASKS)
def test_the_same_seed_gives_the_same_data_which_cannot_be_changed(name):
    one, two = TASKS[name].make(7), TASKS[name].make(7)
    for part in ("train", "validation", "test"):
        np.testing.assert_array_equal(one[part].x, two[part].x)
        np.testing.assert_array_equal(one[part].y, two[part].y)
        with pytest.raises(ValueError, match="read-only"):
            one[part].x[0] = 1


@pytest.mark.parametrize("name", ["next_number", "random_labels", "learnable_rule", "digits", "copy", "sine"])
def test_another_seed_gives_other_data(name):
    assert not np.array_equal(TASKS[name].make(0).train.x, TASKS[name].make(1).train.x)


@pytest.mark.parametrize("name", ["next_number", "digits", "sunspots", "passengers", "sine"])
def test_scaling_is_fitted_on_the_training_part_only(name):
    data = TASKS[name].make(0)
    if data.period:
        asked = data.train.y  # with the first window they are all that training knows
        known = np.concatenate([data.train.x[0, :, 0], asked[:, 0]])
        assert abs(known.mean()) < 1e-12
        assert abs(known.std() - 1) < 1e-12
    else:
        moved = data.train.x.reshape(-1, data.train.x.shape[-1])
        assert np.abs(moved.mean(axis=0)).max() < 1e-12
        np.testing.assert_allclose(moved.std(axis=0), np.where(np.ptp(moved, axis=0) > 0, 1, 0), atol=1e-12)
    assert abs(data.test.x.mean()) > 1e-9


def test_a_constant_feature_counts_as_one_and_scaling_can_be_undone():
    x = np.array([[[1.0, 0.1], [3.0, 0.1]], [[5.0, 0.1], [7.0, 0.1]]])
    scaling = Scaling.fit(x)
    assert scaling.mean.tolist() == [4, 0.1]
    assert scaling.deviation.tolist() == [np.sqrt(5), 1]
    np.testing.assert_allclose(scaling.undo(scaling.apply(x)), x, rtol=1e-15)


def test_next_number_asks_1_2_3_4_only_in_the_test_and_the_answer_is_5():
    task = TASKS["next_number"]
    for seed in range(3):
        data = task.make(seed)
        rows = {
            part: data.scaling.undo(data[part].x)[:, :, 0].round(9).tolist() for part in ("train", "validation", "test")
        }
        assert [1, 2, 3, 4] in rows["test"]
        assert [1, 2, 3, 4] not in rows["train"] + rows["validation"]
        np.testing.assert_allclose(data.scaling.undo(data.probe).ravel(), [1, 2, 3, 4])
        np.testing.assert_allclose(data.measured(data.test.y[-1:]), [[5]])
        assert scores(task, data)["line"]["rmse"] < 1e-12


def test_labels_by_rule_follow_it_and_labels_by_chance_follow_nothing():
    rule, chance = TASKS["learnable_rule"].make(0).train, TASKS["random_labels"].make(0).train
    np.testing.assert_array_equal(rule.y[:, 0], rule.x[:, -1, 0] > rule.x[:, 0, 0])
    assert 0.4 < chance.y.mean() < 0.6
    assert chance.x.shape[1:] == rule.x.shape[1:] == (5, 10)


def test_the_digits_are_the_file_of_the_source():
    folder = importlib.resources.files("lstm_viz") / "tasks" / "data"
    raw = (folder / "digits.csv.gz").read_bytes()
    assert len(raw) < 100_000
    assert hashlib.sha256(raw).hexdigest() == DIGITS
    told = (folder / "SOURCES.md").read_text("utf-8")
    assert DIGITS in told
    assert "**Licence**" in told
    images, digits = load_digits()
    assert images.shape == (1797, 8, 8)
    assert digits[:10].tolist() == list(range(10))
    assert images[0, 0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]  # the first row that scikit-learn shows
    assert (images.min(), images.max()) == (0, 16)


def test_the_parts_of_the_digits_share_no_image():
    data = TASKS["digits"].make(0)
    assert sum(map(len, (data.train, data.validation, data.test))) == 1797


@pytest.mark.parametrize(("name", "window"), [("sunspots", 22), ("passengers", 24)])
def test_a_window_is_followed_by_its_answer_and_every_part_asks_its_own_time(name, window):
    series = load_series(name)[:, 0]
    data = TASKS[name].make(0)
    parts = [data.train, data.validation, data.test]
    asked = np.concatenate([data.measured(part.y, part.base)[:, 0] for part in parts])
    grown = int(data.scaling.growth)
    np.testing.assert_allclose(asked, series[window + grown :])
    if not grown:
        np.testing.assert_allclose(data.scaling.undo(data.validation.x)[0, :, 0], series[185 - window : 185])
        assert data.measured(data.validation.y)[0, 0] == pytest.approx(series[185])


def test_growth_is_the_logarithm_of_a_ratio():
    data = windows(np.array([1.0, 2, 4, 8, 4, 8, 16, 8, 16, 32, 16])[:, None], 2, 2, "x", growth=True)
    first = data.scaling.undo(data.train.x)[0, :, 0]
    np.testing.assert_allclose(first, np.log([2, 2]))
    np.testing.assert_allclose(data.measured(data.train.y, data.train.base)[:2, 0], [8, 4])


@pytest.mark.parametrize("name", ["sunspots", "passengers"])
def test_baselines_are_what_the_series_itself_says(name):
    series, task, data = load_series(name)[:, 0], TASKS[name], TASKS[name].make(0)
    count = len(data.validation)
    first = len(series) - len(data.test) - count
    truth = series[first : first + count]
    for baseline, lag in (("persistence", 1), ("seasonal", data.period)):
        error = series[first - lag : first - lag + count] - truth
        found = scores(task, data)[baseline]
        assert found["rmse"] == pytest.approx(np.sqrt((error**2).mean()))
        assert found["mae"] == pytest.approx(np.abs(error).mean())


def test_the_targets_of_forecasts_lie_below_both_classic_baselines():
    for name in ("passengers", "sunspots", "sine"):
        task = TASKS[name]
        found = scores(task, task.make(0))
        assert task.target.bound < min(found[b]["rmse"] for b in ("persistence", "seasonal"))


def test_copy_asks_for_the_symbols_from_the_sign_on():
    data = TASKS["copy"].make(0, length=3, delay=5)
    signs = data.train.x.argmax(axis=-1)
    assert signs.shape[1] == 11
    np.testing.assert_array_equal(data.train.y[:, 8:], signs[:, :3])
    assert (data.train.y[:, :8] == -1).all()
    assert (signs[:, 8] == 5).all()
    assert set(np.unique(signs[:, [3, 4, 5, 6, 7, 9, 10]])) == {4}


def test_free_running_reads_its_own_forecasts():
    told = free_running(lambda x: x[:, -1] + x[:, -2], np.array([1.0, 1.0, 2.0]), 5)
    assert told.tolist() == [3, 5, 8, 13, 21]


@pytest.mark.parametrize(
    ("options", "code"), [({"delay": -1}, "out-of-range"), ({"no": 1}, "unknown"), ({"delay": 1.5}, "out-of-range")]
)
def test_options_out_of_bounds_are_refused(options, code):
    with pytest.raises(InputError) as caught:
        TASKS["copy"].make(0, **options)
    assert caught.value.code == code


@pytest.mark.parametrize("seed", [-1, 2**32, 0.5, "1"])
def test_a_seed_out_of_bounds_is_refused(seed):
    with pytest.raises(InputError):
        TASKS["copy"].make(seed)


@pytest.mark.parametrize("module", ["tasks", "training"])
def test_naming_it_loads_no_heavy_package(module):
    assert not HEAVY & {name.partition(".")[0] for name in loaded_by(f"import lstm_viz.{module}")}
