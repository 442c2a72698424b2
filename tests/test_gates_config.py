"""The door of 'Gates over time': whatever comes in, a configuration within the limits comes out, and its trace."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lstm_viz as lv
from lstm_viz.cells.presets import PRESETS
from lstm_viz.checkpoints import CHECKPOINTS
from lstm_viz.config import LANGUAGES, OPERATIONS, StepConfig
from lstm_viz.errors import InputError
from lstm_viz.gates_config import (
    GATES_LIMITS,
    MODELS,
    ORDERS,
    SCALES,
    SIGNALS,
    SIZES,
    SOURCES,
    GatesConfig,
    GatesLimits,
    gates_trace,
)
from lstm_viz.gates_text import MOST_PINS, PANELS, read_panels, read_pins
from lstm_viz.lab import Lab
from lstm_viz.layers import DIRECTIONS
from lstm_viz.series import GENERATORS, generate, load_series, parse_columns, standardise
from tests.models import model

DEFAULT = GatesConfig()
TABLE = parse_columns("a;b\n1;2\n3;5\n4;4\n7;1")
LAB = Lab.of(StepConfig(units=3, preset="torch", seed=5))
NETWORK = model("next_number", 3, 2, 2)
GIVEN = {"columns": TABLE, "lab": LAB, "trained": NETWORK}


def parse(raw, former=None, **given):
    """The configuration, and the fields and codes of the errors."""
    config, errors = GatesConfig.parse(raw, former, **given)
    return config, [(error.field, error.code) for error in errors]


def replaced(**fields):
    return dataclasses.replace(DEFAULT, **fields)


def refusal(config, **given):
    with pytest.raises(InputError) as caught:
        gates_trace(config, **given)
    return caught.value


def assert_within_the_limits(config, columns, lab, trained=None):
    limits, units = GATES_LIMITS, config.units(lab, trained)
    assert config.model != "trained" or trained
    assert 1 <= config.layer <= (2 if config.model == "trained" else 1)
    assert config.direction == "forward" or (config.model == "trained" and config.direction == "reverse")
    assert config.lang in ("", *LANGUAGES)
    assert config.source in SOURCES
    assert config.source != "columns" or columns
    assert config.model in MODELS
    assert config.model != "lab" or lab
    assert 1 <= config.steps <= limits.steps
    assert 0 <= config.length <= limits.steps
    assert 1 <= config.hidden <= limits.units
    assert 0 <= config.seed <= limits.largest_seed
    assert 0 <= config.weights_seed <= limits.largest_seed
    assert limits.fewest_decimals <= config.decimals <= limits.most_decimals
    assert 0.1 <= config.gain <= 100
    assert config.scale in SCALES
    assert config.op in OPERATIONS
    assert config.order in ORDERS
    assert config.signal in SIGNALS
    assert config.size in SIZES
    assert 1 <= config.unit <= units
    assert read_pins(config.pins, units) == read_pins(config.pins, 10**9)
    assert read_panels(config.panels)
    sequence = config.x(columns, trained)
    steps, features = sequence.shown.shape
    assert 1 <= config.t <= steps <= limits.steps
    assert sequence.raw.shape == sequence.shown.shape
    assert len(sequence.names) == features == len(sequence.mean) == len(sequence.deviation) <= limits.features
    assert len(sequence.symbols) in (0, steps)
    assert np.isfinite(sequence.shown).all()
    assert all(type(getattr(config, name)) in (int, str, float) for name in config.names())


def test_nothing_given_is_a_lively_example():
    assert parse({}) == (DEFAULT, [])
    tr = gates_trace(DEFAULT)
    assert tr.f.shape == (200, 16)
    assert tr.f.dtype == np.float64
    assert np.ptp(tr.f, axis=0).max() > 0.1


def test_the_fields_are_the_keys_in_the_order_agreed():
    run = "lang source seq text steps seed args start length scale model layer direction hidden gain weights_seed"
    assert GatesConfig.names() == tuple(f"{run} order decimals t op unit pins signal panels size".split())


def test_every_scheme_of_the_library_is_a_model():
    schemes = {"torch", "keras", "zeros", *PRESETS}
    assert schemes == set(MODELS) - {"lab", "trained", *CHECKPOINTS}
    for scheme in sorted(schemes):
        assert gates_trace(replaced(model=scheme, steps=20, weights_seed=3)).f.shape == (20, 16)
    np.testing.assert_array_equal(
        replaced(model="keras", weights_seed=9, gain=1.0).params(2).weight_hh,
        lv.init_params("lstm", 2, 16, "keras", 9).weight_hh,
    )


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("scale", SCALES)
def test_every_source_gives_a_trace_scaled_or_not(source, scale):
    weights = {"model": "next_number"} if source == "probe" else {}
    config, errors = parse({"source": source, "scale": scale, "hidden": 4} | weights, columns=TABLE)
    assert not errors
    sequence = config.x(TABLE)
    np.testing.assert_allclose((sequence.raw - sequence.mean) / sequence.deviation, sequence.shown)
    zeros_and_ones = np.isin(sequence.raw, (0, 1)).all()
    assert zeros_and_ones == (source in ("text", "copy", "anbn", "parity", "step", "impulse"))
    assert (sequence.shown == sequence.raw).all() == (scale == "off" or zeros_and_ones)
    np.testing.assert_array_equal(gates_trace(config, TABLE).x, sequence.shown)


def test_each_source_is_its_own_numbers():
    def raw(**fields):
        return replaced(**fields).x(TABLE).raw

    np.testing.assert_array_equal(raw(source="typed", seq="1, 2; 3, 4"), [[1, 2], [3, 4]])
    made = raw(source="sine", steps=30, args="period:10")
    np.testing.assert_array_equal(made, generate("sine", 30, 0, period=10))
    np.testing.assert_array_equal(raw(source="noise", steps=30, seed=8), generate("noise", 30, 8))
    np.testing.assert_array_equal(raw(source="co2"), load_series("co2"))
    np.testing.assert_array_equal(raw(source="columns"), TABLE.values)
    assert replaced(source="columns").x(TABLE).names == ("a", "b")
    assert replaced(source="typed", seq="1, 2; 3, 4").x().names == ("x1", "x2")


def test_a_text_tells_its_alphabet_and_its_characters():
    sequence = replaced(source="text", text="hello", start=2, length=3).x()
    assert sequence.names == ("e", "h", "l", "o")
    assert sequence.symbols == ("e", "l", "l")
    assert sequence.raw.argmax(axis=1).tolist() == [0, 2, 2]


def test_a_slice_counts_from_1_and_is_scaled_by_itself():
    config, errors = parse({"source": "passengers", "start": 13, "length": 24})
    sequence = config.x()
    assert not errors
    np.testing.assert_array_equal(sequence.raw, load_series("passengers")[12:36])
    np.testing.assert_array_equal(sequence.shown, standardise(sequence.raw).x)
    assert len(replaced(source="passengers", start=140, length=24).x().raw) == 5
    assert len(replaced(source="passengers", start=140).x().raw) == 5
    assert parse({"source": "passengers", "start": 145})[1] == [("start", "out-of-range")]


def test_a_slice_does_not_touch_what_a_generator_makes():
    assert len(replaced(start=50, length=5).x().raw) == 200


def test_parameters_are_checked_and_only_those_that_differ_stay():
    config, errors = parse({"args": " Amplitude:2，period：25 "})
    assert (config.args, errors) == ("amplitude:2", [])
    assert parse({"args": "period:0.3e2,amplitude:1/3"})[0].args == "period:30,amplitude:0.3333333333333333"
    assert parse({"args": "period:1"}) == (DEFAULT, [("args period", "out-of-range")])
    assert parse({"args": "speed:1"}) == (DEFAULT, [("args", "unknown")])
    assert parse({"args": "period:fast"}) == (DEFAULT, [("args period", "number-unreadable")])
    assert parse({"args": "20"}) == (DEFAULT, [("args", "args")])
    assert parse({"args": "period:20,amplitude:-1"}, replaced(args="period:9"))[0].args == "period:9"
    assert parse({"args": "period:20", "source": "co2"})[1] == [("args", "unknown")]
    assert parse({"args": "at:2.5", "source": "impulse"})[1] == [("args at", "out-of-range")]


def test_parameters_of_the_former_source_are_left_behind_without_a_word():
    former = replaced(args="period:9")
    for raw in ({"source": "noise"}, {"source": "noise", "args": "period:9"}, {"source": "co2", "args": "period:9"}):
        config, errors = parse(raw, former)
        assert (config.args, errors) == ("", [])
    assert parse({"source": "square", "args": "period:9"}, former) == (replaced(source="square", args="period:9"), [])
    assert parse({"source": "noise", "args": "spread:3"}, former)[0].args == "spread:3"


def test_without_a_table_or_a_lab_what_needs_one_falls_back():
    former = replaced(source="co2", model="zeros")
    assert parse({"source": "columns", "model": "lab"}) == (DEFAULT, [("model", "no-lab"), ("source", "no-table")])
    assert parse({"source": "columns", "model": "lab"}, former)[0] == former
    gone = replaced(source="columns", model="lab", t=3)
    assert parse({}, gone) == (replaced(t=3), [("model", "no-lab"), ("source", "no-table")])
    assert parse({"source": "probe", "model": "trained"}) == (DEFAULT, [("model", "no-model"), ("source", "no-probe")])
    assert parse({}, gone, columns=TABLE, lab=LAB) == (gone, [])
    assert refusal(replaced(source="columns")).code == "no-table"
    assert refusal(replaced(model="lab")).code == "no-lab"


def test_a_lab_brings_its_units_its_start_and_its_held_values():
    held = {"f": np.full((4, 3), 0.25)}
    lab = dataclasses.replace(LAB, clamps=held, h0=np.array([0.5, 0, 0]), c0=np.array([1.0, 2, 3]))
    config, errors = parse({"model": "lab", "unit": 3, "steps": 30, "pins": "1,3,4"}, lab=lab)
    assert (config.unit, config.pins, config.hidden, config.units(lab), errors) == (3, "1,3", 16, 3, [])
    tr = gates_trace(config, lab=lab)
    assert tr.f.shape == (30, 3)
    assert (tr.f == 0.25).all()
    assert tr.c0.tolist() == [1, 2, 3]
    assert parse({"model": "lab", "unit": 4}, lab=lab)[1] == [("unit", "out-of-range")]


def test_a_lab_for_other_sequences_is_refused_with_what_to_do():
    error = refusal(replaced(model="lab", source="adding"), lab=LAB)
    assert error.code == "shape"
    assert str(error) == (
        "model: found shape T × 2; expected shape T × 1, as the weights of the lab file need it. "
        "Choose another sequence, or another model."
    )


def test_what_is_too_large_is_refused_with_the_nearest_sizes_that_fit():
    error = refusal(replaced(steps=10_000, hidden=21))
    assert error.code == "too-large"
    assert "at most 20 units, or the first 9,523 steps" in str(error)
    assert gates_trace(replaced(steps=10_000, hidden=20)).hidden == 20
    assert GatesLimits.nearest(10_000, 16) == (16, 10_000)
    assert GatesLimits.nearest(2000, 128) == (100, 1562)
    wide = replaced(source="copy", steps=10_000, hidden=1)
    assert gates_trace(wide).steps == 10_000
    table = parse_columns("\n".join([",".join("1" * 128)] * 1563))
    assert "at most 1,562 steps" in str(refusal(replaced(source="columns", hidden=1), columns=table))


@given(st.integers(1, GATES_LIMITS.steps), st.integers(1, GATES_LIMITS.units))
def test_the_nearest_sizes_fit_and_one_more_would_not(steps, hidden):
    fewer, shorter = GatesLimits.nearest(steps, hidden)
    assert 1 <= fewer <= hidden
    assert 1 <= shorter <= steps
    assert max(steps * fewer, shorter * hidden) <= GatesLimits.numbers
    assert fewer == hidden or steps * (fewer + 1) > GatesLimits.numbers
    assert shorter == steps or (shorter + 1) * hidden > GatesLimits.numbers


def test_step_and_unit_left_behind_move_without_a_word_and_wrong_ones_are_named():
    former = replaced(t=200, unit=16, hidden=16)
    for more in ({"t": "200", "unit": 16}, {}):
        assert parse({"steps": 50, "hidden": "4", **more}, former) == (
            replaced(steps=50, hidden=4, t=50, unit=4),
            [],
        )
    assert parse({"steps": 50, "t": 51, "hidden": 4, "unit": 5})[1] == [("t", "out-of-range"), ("unit", "out-of-range")]


def test_a_slice_left_behind_by_a_shorter_source_begins_again():
    former = replaced(source="co2", start=2000, length=100, t=90)
    for more in ({"start": "2000", "t": 90}, {}):
        config, errors = parse({"source": "sunspots", **more}, former)
        assert (config.start, config.length, config.t, errors) == (1, 100, 90, [])


def test_pins_are_units_each_once_and_those_beyond_are_dropped():
    assert parse({"pins": " 7, 3；7 99"})[0].pins == "7,3"
    assert parse({"pins": 5})[0].pins == "5"
    assert parse({"pins": ""}, replaced(pins="3"))[0].pins == ""
    assert parse({"hidden": 4}, replaced(pins="3,7")) == (replaced(hidden=4, pins="3"), [])
    for bad in ("0", "-1", "x", "1.5", ",".join(map(str, range(1, MOST_PINS + 2))), "1," * 500, b"1", 0):
        assert [field for field, _ in parse({"pins": bad}, replaced(pins="2"))[1]] == ["pins"]
        assert parse({"pins": bad}, replaced(pins="2"))[0].pins == "2"
    assert len(parse({"pins": "1,2,3,4,5,6,7,8"})[0].pins) == 15


def test_panels_keep_their_order_each_once_and_one_at_least():
    assert parse({"panels": "Ledger, f ,h,f"})[0].panels == "ledger,f,h"
    assert parse({"panels": ",".join(PANELS)})[0].panels == ",".join(PANELS)
    for none in ("", " , "):
        assert parse({"panels": none}) == (DEFAULT, [("panels", "panels")])
    for bad in ("f,x", "a_f", "f,\ud800"):
        assert parse({"panels": bad}) == (DEFAULT, [("panels", "unknown")])


def test_every_bad_field_has_its_own_error_and_the_good_ones_are_taken():
    raw = dict.fromkeys(GatesConfig.names(), "\ud800") | {"steps": 50, "lang": "zh"}
    config, errors = parse(raw)
    assert config == replaced(steps=50, lang="zh")
    assert sorted(field for field, _ in errors) == sorted(raw.keys() - {"steps", "lang"})


anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**9999),
    st.floats(),
    st.binary(max_size=4),
    st.text(max_size=20),
    st.integers(-2, 300).map(str),
    st.sampled_from([*SOURCES, *MODELS, *PANELS, "1 2; 3 4", "period:9", "at:3", "3,7", "f,lines", "zeros", object()]),
)
raws = st.dictionaries(st.sampled_from([*GatesConfig.names(), "embed"]), anything | st.lists(anything, max_size=2))
tables, labs, networks = (st.sampled_from([None, one]) for one in (TABLE, LAB, NETWORK))


@st.composite
def configs(draw):
    """Any configuration within the limits, given a table, a lab and a trained model."""
    weights = draw(st.sampled_from(MODELS))
    known = weights == "trained" or weights in CHECKPOINTS
    source = draw(st.sampled_from([name for name in SOURCES if known or name != "probe"]))
    rule = GENERATORS.get(source)
    args = []
    for parameter in rule.parameters if rule else ():
        value = draw(st.none() | (st.integers if parameter.whole else st.floats)(parameter.low, parameter.high))
        args += [f"{parameter.name}:{value!r}"] if value is not None else []
    numbers = {
        "steps": draw(st.integers(1, 300)),
        "seed": draw(st.integers(0, GATES_LIMITS.largest_seed)),
        "hidden": draw(st.integers(1, 128)),
        "weights_seed": draw(st.integers(0, GATES_LIMITS.largest_seed)),
        "length": draw(st.integers(0, 400)),
        "decimals": draw(st.integers(2, 6)),
    }
    names = {
        "lang": draw(st.sampled_from(["", *LANGUAGES])),
        "source": source,
        "seq": draw(st.sampled_from(["1, 2, 3, 4", "1; 2", "1 2; 3 4", "0,5 1,5"])),
        "text": draw(st.sampled_from(["hello world", "a", "遗忘门\n", "e\u0301"])),
        "args": ",".join(args),
        "scale": draw(st.sampled_from(SCALES)),
        "model": weights,
        "direction": draw(st.sampled_from(DIRECTIONS)) if weights == "trained" else "forward",
        "order": draw(st.sampled_from(ORDERS)),
        "signal": draw(st.sampled_from(SIGNALS)),
        "panels": ",".join(draw(st.lists(st.sampled_from(PANELS), min_size=1, unique=True))),
        "size": draw(st.sampled_from(SIZES)),
        "pins": ",".join(map(str, draw(st.lists(st.integers(1, 128), max_size=MOST_PINS, unique=True)))),
    }
    numbers["layer"] = draw(st.integers(1, 2)) if weights == "trained" else 1
    return names | numbers | {"start": draw(st.integers(1, 4)), "t": draw(st.integers(1, 4)), "unit": 1}


def made(raw):
    """The configuration of drawn values, its places moved into range."""
    config, errors = GatesConfig.parse(raw, **GIVEN)
    assert {error.field for error in errors} <= {"start", "t", "unit"}
    return config


@given(raws, st.none() | configs(), tables, labs, networks)
def test_any_mapping_gives_a_configuration_within_the_limits(raw, former, columns, lab, trained):
    config, errors = GatesConfig.parse(raw, former and made(former), columns=columns, lab=lab, trained=trained)
    assert_within_the_limits(config, columns, lab, trained)
    fields = [error.field.partition(" ")[0] for error in errors]
    assert len(set(fields)) == len(fields), "one error a field"
    assert all(len(str(error)) < 500 for error in errors)


@given(configs(), st.none() | configs())
def test_the_query_is_read_back_to_the_same_configuration(raw, former):
    config, former = made(raw), former and made(former)
    query = config.query()
    assert all(isinstance(value, str) for value in query.values())
    if former and not config.lang:  # a link without a language leaves the reader's
        config = dataclasses.replace(config, lang=former.lang)
    assert GatesConfig.parse(query, former, **GIVEN) == (config, ())


@given(configs())
def test_what_was_parsed_is_parsed_to_itself_from_the_widgets_own_values(raw):
    config = made(raw)
    assert GatesConfig.parse(dataclasses.asdict(config), config, **GIVEN) == (config, ())


def test_the_weights_times_a_number_are_those_of_the_scheme_times_it():
    one, three = (replaced(gain=gain).params(1) for gain in (1.0, 3.0))
    np.testing.assert_array_equal(one.weight_hh, lv.init_params("lstm", 1, 16, "torch", 0).weight_hh)
    np.testing.assert_array_equal(three.bias, 3 * one.bias)
    for bad in ("0", "1e3", "nan", "many"):
        config, errors = parse({"gain": bad})
        assert config.gain == DEFAULT.gain
        assert [field for field, _code in errors] == ["gain"]


def test_choosing_a_unit_keeps_the_run_and_what_is_good_of_the_message():
    raw = {"t": 7, "unit": 5, "pins": "3,99", "signal": "nonsense", "panels": "lines,f"}
    chosen = DEFAULT.choosing(raw, 200, 16)
    assert chosen == replaced(t=7, unit=5, pins="3", panels="lines,f")
    assert chosen.lines == (4, 2)
    assert chosen.opened == ("lines", "f")


def test_what_is_too_long_for_an_address_is_left_out_of_it_and_more_than_too_long_is_refused():
    numbers = ", ".join(map(str, range(3000)))
    config, errors = parse({"source": "typed", "seq": numbers})
    assert not errors
    assert not config.fits_an_address
    assert "seq" not in config.query()
    assert parse({"source": "typed", "seq": "1, 2"})[0].fits_an_address
    kept = parse({"source": "text", "text": "遗" * 1500})[0].query().keys()
    assert kept == config.query().keys() - {"text"} | {"seq"}
    assert parse({"source": "typed", "seq": "1 " * 150_000})[1] == [("seq", "sequence-too-long")]
