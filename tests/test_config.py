"""The door from URL and widgets: whatever comes in, a configuration within the limits comes out."""

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_viz.cells.presets import PRESETS
from lstm_viz.checkpoints import CHECKPOINTS, load_checkpoint
from lstm_viz.config import LANGUAGES, OPERATIONS, PREDICTING, STEP_LIMITS, VIEWS, StepConfig
from lstm_viz.errors import InputError
from lstm_viz.examples import shipped_example
from lstm_viz.reading import one_of, whole_number
from lstm_viz.sequences import format_sequence

DEFAULT = StepConfig()
ENORMOUS = 10**10_000


def parse(raw, former=None):
    """The configuration, and the fields and codes of the errors."""
    config, errors = StepConfig.parse(raw, former)
    return config, [(error.field, error.code) for error in errors]


def assert_within_the_limits(config):
    steps, features = config.x.shape
    assert config.lang in ("", *LANGUAGES)
    assert config.preset in PRESETS
    assert 1 <= steps <= STEP_LIMITS.steps
    assert 1 <= features <= STEP_LIMITS.features
    assert 0 <= config.seed <= STEP_LIMITS.largest_seed
    assert 1 <= config.unit <= config.units <= STEP_LIMITS.units
    assert 1 <= config.t <= steps
    assert config.op in OPERATIONS
    assert config.predict in PREDICTING
    assert config.view in VIEWS
    assert STEP_LIMITS.fewest_decimals <= config.decimals <= STEP_LIMITS.most_decimals
    assert all(type(getattr(config, field.name)) in (int, str) for field in dataclasses.fields(config))


def test_nothing_given_is_the_worked_example():
    assert parse({}) == (DEFAULT, [])
    assert StepConfig("", "golden", "1, 2, 3, 4", 0, 1, 1, "concat", 1, 4, "table", "off") == DEFAULT
    assert DEFAULT.seq == PRESETS["golden"].sequence


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_without_a_sequence_brings_its_own_and_has_weights(name):
    for former in (None, DEFAULT):
        config, errors = parse({"preset": name}, former)
        assert (config.seq, errors) == (PRESETS[name].sequence, [])
        assert_within_the_limits(config)
        assert config.params().inputs == 1


@pytest.mark.parametrize(
    "four",
    ["4", "４", " 4 ", "+4", "4.0", "4.", "04", 4, 4.0, np.int64(4), np.uint8(4), np.float32(4), ["3", "4"], ("4",)],
)
def test_a_whole_number_is_taken_however_it_is_written(four):
    assert parse({"t": four}) == (dataclasses.replace(DEFAULT, t=4), [])


@pytest.mark.parametrize(
    "bad",
    [
        *("-3", "0", "5", "1e9", "4.5", "", "four", "nan", "٤", "²", "4\x00", "\ud800", "0x4", "1_0", "9" * 10**6),
        *(
            -3,
            0,
            5,
            4.5,
            math.nan,
            math.inf,
            -math.inf,
            1e300,
            ENORMOUS,
            -ENORMOUS,
            True,
            np.True_,
            np.nan,
            np.int64(-1),
        ),
        *(b"4", {"4": 4}, {4}, object(), 4j, [["4"]], [None, object()], np.array([4]), "<script>alert(1)</script>"),
    ],
    ids=lambda bad: str(type(bad).__name__),
)
@pytest.mark.parametrize("former", [None, StepConfig(t=2)])
def test_a_bad_number_keeps_the_former_one_and_says_so_once(bad, former):
    config, errors = StepConfig.parse({"t": bad}, former)
    assert config == (former or DEFAULT)
    assert [(error.field, error.code) for error in errors] == [("t", "out-of-range")]
    assert str(errors[0].expected) == "a whole number from 1 to 4"
    assert len(str(errors[0])) < 200
    assert str(errors[0]).isprintable()


@pytest.mark.parametrize("absent", [None, [], ()])
def test_an_absent_value_is_no_error(absent):
    former = StepConfig(t=3, decimals=6)
    assert parse(dict.fromkeys(StepConfig.names(), absent), former) == (former, [])


def test_names_are_taken_whatever_their_case_and_width():
    config, errors = parse({"preset": "ＬＡＴＣＨ", "op": " F ", "lang": "ZH", "predict": "Faded", "view": "LAB"})
    found = (config.preset, config.op, config.lang, config.predict, config.view)
    assert (found, errors) == (("latch", "f", "zh", "faded", "lab"), [])


@pytest.mark.parametrize("name", ["preset", "op", "lang", "predict", "view"])
@pytest.mark.parametrize(
    "bad", ["no such", "g" * 10**6, "\ud800", 3, True, None.__class__, "<b>golden</b>", "golden\x00"]
)
def test_an_unknown_name_falls_back(name, bad):
    assert parse({name: bad}) == (DEFAULT, [(name, "unknown")])


def test_a_language_may_be_left_to_the_browser_again():
    assert parse({"lang": ""}, StepConfig(lang="zh")) == (DEFAULT, [])


def test_every_bad_field_has_its_own_error_and_the_good_ones_are_taken():
    raw = {"seq": "1, x", "preset": "none", "seed": -1, "units": "1e9", "t": "-3", "op": "z", "unit": 0, "decimals": 5}
    config, errors = parse(raw)
    assert config == dataclasses.replace(DEFAULT, decimals=5)
    assert sorted(field for field, _ in errors) == sorted(raw.keys() - {"decimals"})


def test_a_bad_sequence_keeps_the_former_one_even_with_a_new_preset():
    former = StepConfig(seq="5, 6, 7", t=3)
    config, errors = parse({"seq": "5, 6, seven", "preset": "torch"}, former)
    assert (config.seq, config.preset, config.t) == ("5, 6, 7", "torch", 3)
    assert errors == [("seq", "number-unreadable")]


def test_a_bad_sequence_without_a_former_one_is_the_presets_own():
    config, errors = parse({"seq": "words", "preset": "latch"})
    assert (config.seq, errors) == (PRESETS["latch"].sequence, [("seq", "number-unreadable")])


def test_a_bad_preset_leaves_the_former_sequence_alone():
    former = StepConfig(preset="latch", seq="1, 1")
    assert parse({"preset": "nothing"}, former) == (former, [("preset", "unknown")])


@pytest.mark.parametrize(
    ("seq", "code"),
    [
        ("1 " * 65, "sequence-too-long"),
        ("1, 2, 3, 4, 5, 6, 7, 8, 9; " * 2, "sequence-too-long"),
        ("", "sequence-empty"),
    ],
)
def test_the_sequence_keeps_to_the_screens_limits(seq, code):
    assert parse({"seq": seq}) == (DEFAULT, [("seq", code)])


def test_step_and_unit_are_checked_against_the_new_sequence_and_units():
    config, errors = parse({"seq": "1, 2", "t": "3", "units": "4", "unit": "5"})
    assert (config.t, config.unit, errors) == (1, 1, [("t", "out-of-range"), ("unit", "out-of-range")])
    assert parse({"seq": "1, 2; 3, 4; 5, 6", "t": "3", "units": "4", "unit": "4"})[1] == []


def test_a_step_left_behind_by_a_shorter_sequence_moves_without_a_word():
    former = StepConfig(seq="1, 2, 3, 4, 5, 6", t=6, units=4, unit=4)
    for given_too in ({"t": 6, "unit": 4}, {"t": "6", "unit": "4"}, {}):
        config, errors = parse({"seq": "1, 2, 3", "units": 2, **given_too}, former)
        assert (config.t, config.unit, errors) == (3, 2, [])


def test_other_keys_are_passed_over_and_all_are_looked_up_once():
    raw = {f"key{n}": "x" for n in range(100_000)} | {"embed": "true", "t": "2"}
    assert parse(raw) == (dataclasses.replace(DEFAULT, t=2), [])


def test_weights_fit_the_sequence_and_the_units():
    config, errors = parse({"seq": "1, 2; 3, 4; 5, 6", "units": 8, "preset": "torch", "seed": STEP_LIMITS.largest_seed})
    assert not errors
    assert config.x.shape == (3, 2)
    assert (config.params().inputs, config.params().hidden) == (2, 8)


texts = st.text(st.characters(), max_size=30)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(ENORMOUS),
    st.floats(),
    st.complex_numbers(),
    st.binary(max_size=8),
    texts,
    st.integers(-2, 70).map(str),
    st.sampled_from(
        [
            *PRESETS,
            *OPERATIONS,
            *LANGUAGES,
            *PREDICTING,
            *VIEWS,
            "1, 2",
            "1 2; 3 4",
            "0,5 1,5",
            "nan",
            "1e999",
            "\ud800",
            "\x00",
        ]
    ),
    st.sampled_from([np.int8(3), np.float64("nan"), np.True_, np.str_("2"), np.array(2), object(), {}]),
)
raws = st.dictionaries(st.sampled_from([*StepConfig.names(), "embed", ""]), scalars | st.lists(scalars, max_size=3))
sequences = st.integers(1, 3).flatmap(
    lambda features: st.lists(
        st.lists(st.floats(-1e6, 1e6), min_size=features, max_size=features), min_size=1, max_size=5
    )
)


@st.composite
def configs(draw):
    x = np.array(draw(sequences))
    units = draw(st.integers(1, STEP_LIMITS.units))
    return StepConfig(
        lang=draw(st.sampled_from(["", *LANGUAGES])),
        preset=draw(st.sampled_from(list(PRESETS))),
        seq=format_sequence(x),
        seed=draw(st.integers(0, STEP_LIMITS.largest_seed)),
        units=units,
        t=draw(st.integers(1, len(x))),
        op=draw(st.sampled_from(OPERATIONS)),
        unit=draw(st.integers(1, units)),
        decimals=draw(st.integers(STEP_LIMITS.fewest_decimals, STEP_LIMITS.most_decimals)),
        predict=draw(st.sampled_from(PREDICTING)),
        view=draw(st.sampled_from(VIEWS)),
    )


@given(raws, st.none() | configs())
def test_any_mapping_gives_a_configuration_within_the_limits(raw, former):
    config, errors = StepConfig.parse(raw, former)
    assert_within_the_limits(config)
    fields = [error.field for error in errors]
    assert len(set(fields)) == len(fields), "one error a field"
    for field in set(fields) - {"seq", "t", "unit"}:
        assert getattr(config, field) == getattr(former or DEFAULT, field)
    assert all(len(str(error)) < 400 for error in errors)


@given(configs(), st.none() | configs())
def test_the_query_is_read_back_to_the_same_configuration(config, former):
    query = config.query()
    assert set(query) >= set(StepConfig.names()) - {"lang"}
    assert all(isinstance(value, str) for value in query.values())
    if former and not config.lang:  # a link without a language leaves the reader's
        config = dataclasses.replace(config, lang=former.lang)
    assert StepConfig.parse(query, former) == (config, ())


def test_the_largest_sequence_with_all_its_digits_fits_the_url():
    x = -np.random.default_rng(0).uniform(1e-300, 1e-299, (STEP_LIMITS.steps, STEP_LIMITS.features))
    config, errors = StepConfig.parse({"seq": format_sequence(x)})
    assert not errors
    assert (config.x == x).all()


@given(configs())
def test_what_was_parsed_is_parsed_to_itself_from_the_widgets_own_values(config):
    assert StepConfig.parse(dataclasses.asdict(config), config) == (config, ())


def test_the_readers_of_single_values_serve_the_command_line_too():
    assert whole_number("７", "units", 1, 8) == 7
    assert one_of("Golden", "preset", PRESETS) == "golden"
    with pytest.raises(InputError, match="units: found 9; expected a whole number from 1 to 8"):
        whole_number("9", "units", 1, 8)


@pytest.mark.parametrize("name", CHECKPOINTS)
def test_a_trained_model_brings_its_sizes_and_its_sequence(name):
    config, errors = StepConfig.parse({"preset": name})
    assert errors == ()
    assert config.units == config.params().hidden == 8
    assert config.x.shape[1] == config.params().inputs == load_checkpoint(name).network.inputs
    assert config.x.shape[0] == load_checkpoint(name).data.test.x.shape[1]
    again, errors = StepConfig.parse({"units": 3, "seq": "5 6 7"}, StepConfig.parse({"preset": "sine"})[0])
    assert (again.units, again.seq, errors) == (8, "5 6 7", ())


def test_a_sequence_of_another_width_is_refused_with_a_trained_model():
    config, errors = StepConfig.parse({"preset": "next_number", "seq": "1 2; 3 4"})
    assert [(error.field, error.code) for error in errors] == [("seq", "shape")]
    assert config.seq == "1, 2, 3, 4"
    former = StepConfig(seq="1 2; 3 4")
    config, errors = StepConfig.parse({"preset": "next_number", "seq": "1 2; 3 4"}, former)
    assert [(error.field, error.code) for error in errors] == [("seq", "shape")]
    assert config.x.shape == (4, 1)


def test_a_model_of_the_session_needs_one():
    config, errors = StepConfig.parse({"preset": "model"})
    assert (config.preset, [error.code for error in errors]) == ("golden", ["no-model"])
    own = shipped_example("copy")
    config, errors = StepConfig.parse({"preset": "model", "units": 2}, own=own)
    assert (config.preset, config.units, config.seq, errors) == ("model", 8, own.sequence, ())
