"""The rounding rule, against the vectors the player's JavaScript reads too, and against exact fractions."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_viz.rounding import shown

VECTORS = json.loads((Path(__file__).parent / "vectors" / "rounding.json").read_text(encoding="utf-8"))
finite = st.floats(allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(("x", "decimals", "expected"), VECTORS)
def test_every_shared_vector_is_shown_as_written(x, decimals, expected):
    assert shown(x, decimals) == expected


def test_the_vectors_cover_what_two_languages_disagree_on():
    numbers = [x for x, _, _ in VECTORS]
    assert len(VECTORS) >= 60
    assert {0.5, 0.125, 1.005, 2.675, 0.1 + 0.2, 0.99995, 5e-324, 1e20} <= set(numbers)
    assert any(str(x) == "-0.0" for x in numbers)
    assert all(isinstance(x, float) and json.loads(json.dumps(x)) == x for x in numbers)
    assert all(abs(x) < 1e21 for x in numbers), "from 1e21 on, JavaScript's toFixed writes an exponent"


@given(finite, st.integers(0, 6))
def test_the_shown_number_is_the_nearest_one_and_a_tie_goes_away_from_zero(x, decimals):
    off = Fraction(shown(x, decimals).replace("−", "-")) - Fraction(x)
    half = Fraction(1, 2 * 10**decimals)
    assert abs(off) < half or (abs(off) == half and (off > 0) == (x > 0))


@given(finite, st.integers(0, 6))
def test_minus_is_one_character_and_never_stands_before_a_zero(x, decimals):
    written = shown(x, decimals)
    assert "-" not in written
    assert written.startswith("−") == (x < 0 and float(written.replace("−", "-")) != 0)
    assert shown(-x, decimals).removeprefix("−") == written.removeprefix("−")


@given(finite, st.integers(1, 6))
def test_exactly_the_decimals_asked_for_are_written_as_plain_digits(x, decimals):
    whole, _, fraction = shown(x, decimals).removeprefix("−").partition(".")
    assert len(fraction) == decimals
    assert (whole + fraction).isdecimal()


def test_what_is_not_finite_has_a_sign_of_its_own():
    assert [shown(x, 4) for x in (float("nan"), float("inf"), float("-inf"))] == ["NaN", "∞", "−∞"]
