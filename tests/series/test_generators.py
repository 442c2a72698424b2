"""The generators: what each makes, the same from the same seed, and InputError alone for what they cannot take."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_viz.cells.initialise import SEEDS
from lstm_viz.errors import InputError
from lstm_viz.series import GENERATORS, generate
from lstm_viz.series.generators import LARGEST_SEED, MOST_STEPS

ISSUE = "sine square saw sines step impulse walk noise adding copy parity anbn latch"


def refused(*args, **kwargs):
    with pytest.raises(InputError) as caught:
        generate(*args, **kwargs)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300
    return caught.value.code, caught.value.field


def test_all_generators_of_the_screen_are_there_under_their_own_names():
    assert list(GENERATORS) == ISSUE.split()
    assert all(rule.name == name for name, rule in GENERATORS.items())


@pytest.mark.parametrize("name", GENERATORS)
@pytest.mark.parametrize("steps", [1, 2, 200, MOST_STEPS])
def test_a_sequence_is_as_long_and_wide_as_it_says_and_within_bounds(name, steps):
    x = generate(name, steps)
    assert x.shape == (steps, len(GENERATORS[name].features))
    assert x.dtype == np.float64
    assert np.isfinite(x).all()
    assert not np.signbit(x[x == 0]).any()


@pytest.mark.parametrize("name", GENERATORS)
def test_the_same_seed_makes_the_same_numbers_and_another_seed_others(name):
    x = generate(name, 300, 7)
    np.testing.assert_array_equal(x, generate(name, 300, 7))
    drawn = name not in ("sine", "square", "saw", "sines", "step", "impulse")
    assert drawn == any((x != generate(name, 300, seed)).any() for seed in range(8, 12))


@pytest.mark.parametrize("name", GENERATORS)
@pytest.mark.parametrize("end", ["low", "high"])
def test_every_parameter_may_go_to_its_bounds_and_no_further(name, end):
    for parameter in GENERATORS[name].parameters:
        bound = getattr(parameter, end)
        assert parameter.low <= parameter.default <= parameter.high
        assert np.isfinite(generate(name, 50, **{parameter.name: bound})).all()
        beyond = bound + (-1 if end == "low" else 1)
        assert refused(name, 50, **{parameter.name: beyond}) == ("out-of-range", f"args {parameter.name}")


def test_waves_are_the_textbooks():
    t = np.arange(60)
    np.testing.assert_allclose(generate("sine", 60, period=20, amplitude=3)[:, 0], 3 * np.sin(2 * np.pi * t / 20))
    assert generate("square", 6, period=4)[:, 0].tolist() == [1, 1, -1, -1, 1, 1]
    assert generate("saw", 5, period=4)[:, 0].tolist() == [-1, -0.5, 0, 0.5, -1]
    both = generate("sines", 60, long=30, short=5, share=0.25)
    parts = 0.75 * generate("sine", 60, period=30) + 0.25 * generate("sine", 60, period=5)
    np.testing.assert_allclose(both, parts)


def test_step_and_impulse_come_at_the_step_named_counted_from_1():
    assert generate("step", 5, at=3, height=2)[:, 0].tolist() == [0, 0, 2, 2, 2]
    assert generate("impulse", 5, at=3, height=2)[:, 0].tolist() == [0, 0, 2, 0, 0]
    assert not generate("impulse", 5, at=6).any()


def test_noise_has_its_spread_and_the_walk_is_its_running_sum():
    noise = generate("noise", MOST_STEPS, 3, spread=2)
    assert noise.std() == pytest.approx(2, rel=0.05)
    np.testing.assert_allclose(generate("walk", MOST_STEPS, 3, spread=2), np.cumsum(noise, axis=0))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("steps", [2, 9, 200])
def test_the_adding_problem_marks_one_value_in_each_half(seed, steps):
    value, marker = generate("adding", steps, seed).T
    assert (abs(value) <= 1).all()
    assert sorted(np.flatnonzero(marker) < steps // 2) == [False, True]
    assert set(marker) <= {0, 1}


def test_copying_is_symbols_blanks_the_sign_and_as_many_blanks():
    signs = generate("copy", 100, length=3, delay=4).argmax(axis=1)
    blank, go = 8, 9
    for start in range(0, 88, 11):
        one = signs[start : start + 11]
        assert (one[:3] < blank).all()
        assert one[3:].tolist() == [blank] * 4 + [go] + [blank] * 3
    assert (generate("copy", 100).sum(axis=1) == 1).all()
    assert GENERATORS["copy"].features[blank:] == ("blank", "go")


def test_parity_has_bits_and_as_many_ones_as_asked():
    bits = generate("parity", MOST_STEPS, ones=0.2)
    assert set(bits[:, 0]) == {0, 1}
    assert bits.mean() == pytest.approx(0.2, abs=0.02)
    assert not generate("parity", 50, ones=0).any()


def test_every_word_of_anbn_has_as_many_b_as_a():
    x = generate("anbn", MOST_STEPS, 5, longest=6)
    assert (x.sum(axis=1) == 1).all()
    words = "".join("ab."[k] for k in x.argmax(axis=1)).split(".")[:-1]  # the last is cut
    assert {len(word) // 2 for word in words} == set(range(1, 7))
    assert all(word == "a" * (len(word) // 2) + "b" * (len(word) // 2) for word in words)


def test_the_latch_shows_its_cue_first_and_noise_after():
    cues = set()
    for seed in range(10):
        x = generate("latch", 200, seed, length=4, spread=0.1)[:, 0]
        assert len(set(x[:4])) == 1
        assert abs(x[4:]).max() < 0.6
        cues.add(x[0])
    assert cues == {-1, 1}


def test_a_whole_parameter_takes_whole_numbers_only_however_they_are_typed():
    assert (generate("impulse", 9, at=4.0) == generate("impulse", 9, at=np.int64(4))).all()
    assert refused("impulse", 9, at=4.5) == ("out-of-range", "args at")


def test_what_is_unknown_is_named():
    assert refused("cosine", 5) == ("unknown", "source")
    assert refused("sine", 5, speed=3) == ("unknown", "args")
    assert refused("adding", 5, speed=3) == ("unknown", "args")
    assert refused("sine", 0) == ("out-of-range", "steps")
    assert refused("sine", MOST_STEPS + 1) == ("out-of-range", "steps")
    assert refused("sine", 5, -1) == ("out-of-range", "seed")
    assert refused("sine", 5, SEEDS) == ("out-of-range", "seed")


def test_seeds_are_those_of_the_weights():
    assert LARGEST_SEED == SEEDS - 1


anything = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just(10**9999))


@given(
    st.sampled_from(list(GENERATORS)) | anything,
    st.integers(-1, 60) | anything,
    st.integers(-1, 9) | anything,
    st.dictionaries(
        st.sampled_from([p.name for rule in GENERATORS.values() for p in rule.parameters]), anything, max_size=2
    ),
)
def test_nothing_but_an_input_error_comes_of_anything(name, steps, seed, parameters):
    try:
        assert np.isfinite(generate(name, steps, seed, **parameters)).all()
    except InputError as error:
        assert str(error).isprintable()


@pytest.mark.parametrize("name", GENERATORS)
def test_the_seed_matters_where_it_is_said_to(name):
    assert (generate(name, 64, 1) != generate(name, 64, 2)).any() == GENERATORS[name].draws
