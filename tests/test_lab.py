"""The lab: read and written bit for bit, cut to another sequence, compared with its example."""

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import lstm_viz as lv
from lstm_viz.cells.params import LSTMParams
from lstm_viz.cells.presets import PRESETS
from lstm_viz.config import OPERATIONS, STEP_LIMITS, StepConfig
from lstm_viz.errors import InputError
from lstm_viz.lab import Lab
from lstm_viz.lab_files import MOST_NOTES, MOST_PREDICTIONS, MOST_TRIES, MOST_TYPED, PREDICTED, RANGES, Prediction, View
from lstm_viz.lab_text import MOST_BYTES
from lstm_viz.sequences import LARGEST

GOLDEN = Lab.of(StepConfig())
TWO = Lab.of(StepConfig(seq="1, 2; 3, 4; 5, 6", units=2, preset="torch", seed=7))


def numbers_of(lab):
    """Every array of a lab, as bytes."""
    named = {**vars(lab.params), **lab.clamps, "x": lab.x, "h0": lab.h0, "c0": lab.c0, "output": lab.output}
    return {name: None if array is None else (array.shape, array.tobytes()) for name, array in named.items()}


def assert_same(lab, other):
    assert numbers_of(lab) == numbers_of(other)
    for name in ("preset", "seed", "predictions", "notes", "view"):
        assert getattr(lab, name) == getattr(other, name)


def held(lab, **clamps):
    """The lab with some signals held: a number for all steps and units, or an array."""
    shape = len(lab.x), lab.params.hidden
    return dataclasses.replace(lab, clamps={k: np.broadcast_to(np.float64(v), shape).copy() for k, v in clamps.items()})


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=MOST_TYPED)
values = st.floats(-LARGEST, LARGEST) | st.integers(-3, 3).map(float)


@st.composite
def fields(draw):
    """Those of a lab, to be made into one in the test: beartype's samples would disturb Hypothesis's."""
    T, D, H = draw(st.integers(1, 5)), draw(st.integers(1, 3)), draw(st.integers(1, 3))

    def some(*shape, elements=values):
        return draw(arrays(np.float64, shape, elements=elements))

    def clamp(signal):
        low, high = (max(low, -LARGEST) if low < 0 else low for low in RANGES[signal])
        return some(T, H, elements=st.just(np.nan) | st.sampled_from([0.0, low]) | st.floats(low, min(high, LARGEST)))

    prediction = st.builds(
        Prediction,
        step=st.integers(1, STEP_LIMITS.steps),
        operation=st.sampled_from(PREDICTED),
        unit=st.integers(1, STEP_LIMITS.units),
        typed=words,
        tries=st.integers(0, MOST_TRIES),
        right=st.booleans(),
    )
    return {
        "preset": draw(st.sampled_from(list(PRESETS))),
        "seed": draw(st.integers(0, STEP_LIMITS.largest_seed)),
        "x": some(T, D),
        "params": LSTMParams(some(4 * H, D), some(4 * H, H), some(4 * H)),
        "h0": some(H),
        "c0": some(H),
        "output": some(H) if draw(st.booleans()) else None,
        "clamps": {name: clamp(name) for name in draw(st.lists(st.sampled_from(list(RANGES)), unique=True))},
        "predictions": tuple(draw(st.lists(prediction, max_size=3))),
        "notes": draw(words),
        "view": View(
            draw(st.integers(1, T)),
            draw(st.sampled_from(OPERATIONS)),
            draw(st.integers(1, H)),
            draw(st.integers(STEP_LIMITS.fewest_decimals, STEP_LIMITS.most_decimals)),
        ),
    }


@given(fields())
def test_a_lab_is_read_back_bit_for_bit(fields):
    lab = Lab(**fields)
    assert_same(Lab.parse(lab.document()), lab)
    assert_same(Lab.parse(lab.to_json()), lab)
    assert_same(Lab.parse(lab.to_json().encode()), lab)
    assert Lab.parse(lab.to_json()).to_json() == lab.to_json()


@given(fields())
def test_a_lab_within_the_limits_can_be_traced(fields):
    tr = Lab(**fields).trace()
    assert all(np.isfinite(tr[name]).all() for name in tr.signals)


@pytest.mark.parametrize("preset", PRESETS)
def test_an_example_is_unedited_fits_and_has_its_own_trace(preset):
    config = StepConfig(preset=preset, seq="1, 2; 3, 4", units=3, seed=5, t=2, op="c", unit=3, decimals=6)
    lab = Lab.of(config)
    tr, own = lab.trace(), lv.trace("lstm", config.params(), config.x)
    assert all((tr[name] == own[name]).all() for name in tr.signals)
    assert not lab.edited()
    assert lab.fits(config)
    assert lab.view == View(2, "c", 3, 6)
    assert_same(Lab.parse(lab.to_json()), lab)


def test_the_output_is_the_worked_examples():
    assert GOLDEN.outputs(GOLDEN.trace()) == pytest.approx([1.02542513, 2.55915917, 3.48271114, 3.82622481])
    assert TWO.outputs(TWO.trace()) is None
    twice = dataclasses.replace(TWO, output=np.array([1.0, 2.0]))
    assert twice.outputs(twice.trace()) == pytest.approx(TWO.trace().h @ [1, 2])


def test_start_state_and_clamps_enter_the_trace():
    tr = dataclasses.replace(held(GOLDEN, f=1), c0=np.array([2.0]), h0=np.array([0.5])).trace()
    assert (tr.f == 1).all()
    assert tr.c[0] == pytest.approx(2 + tr.i[0] * tr.g[0])
    assert tr.a_i[0] == pytest.approx(0.6 * 1 + 0.2 * 0.5)


def test_a_lab_owns_its_numbers():
    x = np.array([[1.0], [-0.0]])
    lab = dataclasses.replace(GOLDEN, x=x)
    x[0] = 9
    assert lab.x.tolist() == [[1], [0]]
    assert not np.signbit(lab.x).any()
    with pytest.raises(ValueError, match="read-only"):
        lab.x[0] = 9


def test_what_holds_nothing_is_no_clamp():
    assert held(GOLDEN, f=np.nan, o=1).clamps.keys() == {"o"}
    assert held(GOLDEN, o=1, f=1).document() == held(GOLDEN, f=1, o=1).document()


@pytest.mark.parametrize(
    ("other", "fits"),
    [
        ({"seq": "5, 6"}, True),
        ({"t": 4, "op": "h", "decimals": 2, "lang": "zh"}, True),
        ({"seed": 1}, True),  # this example draws nothing
        ({"preset": "latch"}, False),
        ({"units": 2}, False),
        ({"seq": "1, 2; 3, 4"}, False),
    ],
)
def test_a_lab_fits_what_has_its_example_and_sizes(other, fits):
    assert GOLDEN.fits(dataclasses.replace(StepConfig(), **other)) == fits


def test_a_seed_counts_where_weights_are_drawn():
    assert TWO.fits(StepConfig(seq="1, 2; 3, 4", units=2, preset="torch", seed=7))
    assert not TWO.fits(StepConfig(seq="1, 2; 3, 4", units=2, preset="torch", seed=8))


def changed(matrix):
    own = {**vars(GOLDEN.params), matrix: vars(GOLDEN.params)[matrix] + 0.5}
    return dataclasses.replace(GOLDEN, params=LSTMParams(**own))


@pytest.mark.parametrize(
    "lab",
    [
        *(changed(matrix) for matrix in vars(GOLDEN.params)),
        dataclasses.replace(GOLDEN, h0=np.array([0.1])),
        dataclasses.replace(GOLDEN, c0=np.array([0.1])),
        dataclasses.replace(GOLDEN, output=np.array([3.0])),
        dataclasses.replace(GOLDEN, output=None),
        dataclasses.replace(GOLDEN, preset="latch"),
        dataclasses.replace(TWO, seed=8),
        held(GOLDEN, f=0),
    ],
)
def test_another_number_is_an_edit(lab):
    assert lab.edited()
    assert Lab.parse(lab.to_json()).edited()


@pytest.mark.parametrize("part", [{"x": np.ones((2, 1))}, {"notes": "n"}, {"view": View(2)}, {"seed": 3}])
def test_sequence_notes_and_view_are_no_edit(part):
    assert not dataclasses.replace(GOLDEN, **part).edited()


def test_on_another_sequence_a_clamp_that_held_throughout_still_does():
    lab = held(GOLDEN, f=0.5, c=np.array([[1.0], [np.nan], [np.nan], [3.0]]), o=np.array([[0.1], [0.2], [0.3], [0.4]]))
    longer, shorter = lab.on(np.ones((6, 1))), lab.on(np.ones((2, 1)))
    assert longer.clamps["f"].tolist() == [[0.5]] * 6
    assert np.array_equal(longer.clamps["c"], [[1], [np.nan], [np.nan], [3], [np.nan], [np.nan]], equal_nan=True)
    assert np.array_equal(longer.clamps["o"], [[0.1], [0.2], [0.3], [0.4], [np.nan], [np.nan]], equal_nan=True)
    assert shorter.clamps["f"].tolist() == [[0.5]] * 2
    assert np.array_equal(shorter.clamps["c"], [[1], [np.nan]], equal_nan=True)
    assert shorter.clamps["o"].tolist() == [[0.1], [0.2]]
    assert longer.x.tolist() == [[1]] * 6


def test_what_was_held_at_one_step_is_not_held_at_all_after_a_sequence_of_one_step():
    one = held(GOLDEN, f=np.array([[0.5], [np.nan], [np.nan], [np.nan]])).on(np.ones((1, 1)))
    assert one.clamps["f"].tolist() == [[0.5]]
    assert np.isnan(one.on(np.ones((3, 1))).clamps["f"][1:]).all()


def test_on_another_sequence_units_are_held_each_by_itself_and_an_empty_clamp_goes():
    clamp = np.array([[0.5, np.nan], [0.5, np.nan], [0.5, 0.1]])
    longer = held(TWO, f=clamp).on(np.ones((4, 2)))
    assert np.array_equal(longer.clamps["f"], [*clamp, [0.5, np.nan]], equal_nan=True)
    last = np.array([[np.nan, np.nan], [np.nan, np.nan], [np.nan, 0.1]])
    assert held(TWO, f=last).on(np.ones((2, 2))).clamps == {}


def test_on_another_sequence_all_else_stays_and_the_step_moves_to_the_last():
    prediction = Prediction(4, "f", 1, "0,5", 1, True)
    lab = dataclasses.replace(GOLDEN, view=View(4, "f", 1, 6), predictions=(prediction,), notes="n")
    shorter = lab.on(np.ones((2, 1)))
    assert shorter.view == View(2, "f", 1, 6)
    assert_same(Lab.parse(shorter.to_json()), shorter)
    assert_same(lab.on(lab.x), lab)


def test_a_sequence_of_other_features_is_refused():
    with pytest.raises(InputError, match="x: found shape 2 × 3; expected T × 1"):
        GOLDEN.on(np.ones((2, 3)))


def test_the_largest_lab_fits_its_own_limit():
    H, T, D = STEP_LIMITS.units, STEP_LIMITS.steps, STEP_LIMITS.features
    rng, worst = np.random.default_rng(0), "\x01"  # six characters in JSON
    lab = Lab(
        "forgetful",
        STEP_LIMITS.largest_seed,
        -rng.random((T, D)) / 1e300,
        LSTMParams(-rng.random((4 * H, D)), -rng.random((4 * H, H)), -rng.random(4 * H)),
        -rng.random(H),
        -rng.random(H),
        -rng.random(H),
        {name: rng.random((T, H)) / 1e300 for name in RANGES},
        (Prediction(T, "f", H, worst * MOST_TYPED, MOST_TRIES, False),) * MOST_PREDICTIONS,
        worst * MOST_NOTES,
        View(T, "concat", H, 6),
    )
    assert len(lab.to_json().encode()) < MOST_BYTES
    assert_same(Lab.parse(lab.to_json()), lab)


def test_the_file_is_made_for_readers():
    lines = held(TWO, f=0.5).to_json().splitlines()
    assert lines[1] == '  "format": "lstm-viz lab",'
    assert "    [1, 2]," in lines
    assert '    {"signal": "f", "unit": 1, "step": null, "value": 0.5},' in lines
    assert '  "order": ["i", "f", "g", "o"],' in lines
    assert json.loads("\n".join(lines)) == held(TWO, f=0.5).document()
