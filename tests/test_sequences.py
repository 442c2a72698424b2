"""The grammar of typed sequences: what each spelling means, what is refused and where; nothing else escapes."""

import math
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from lstm_viz.errors import InputError
from lstm_viz.sequences import LARGEST, format_sequence, parse_number, parse_sequence, plain


def read(typed, steps=64, features=8):
    return parse_sequence(typed, steps=steps, features=features).tolist()


def refusal(typed, steps=64, features=8):
    with pytest.raises(InputError) as caught:
        parse_sequence(typed, steps=steps, features=features)
    return caught.value


def column(*values):
    return [[float(value)] for value in values]


SQUARE = [[1.0, 2.0], [3.0, 4.0]]


@pytest.mark.parametrize(
    "typed",
    [
        "1 2 3 4",
        "1, 2, 3, 4",
        "1,2,3,4",
        "1;2;3;4",
        "1; 2; 3; 4;",
        "1\n2\n3\n4\n",
        "1\r\n2\r\n\r\n3\r\n4",
        "1, 2 3; 4".replace(";", ","),
        " 1 , 2 , 3 , 4 , ",
        "[1, 2, 3, 4]",
        "[1. 2.\n 3. 4.]",
        "[[1], [2], [3], [4]]",
        "[1; 2; 3; 4]",
        "1,2,3 4",
        "１，２，３，４",
        "１、２、３、４",
        "1\u30002\u00a03\t4",
        "+1 2.0 .3e1 4/1",
    ],
)
def test_one_row_is_a_number_per_step_whatever_separates(typed):
    assert read(typed) == column(1, 2, 3, 4)


@pytest.mark.parametrize(
    "typed",
    [
        "1, 2; 3, 4",
        "1 2; 3 4",
        "1 2;3 4;",
        "1 2\n3 4",
        "1,2\n3,4",
        "1,2;\n3,4;",
        "1, 2,\n3, 4,\n",
        "1;2\n3;4",
        "[[1,2],[3,4]]",
        "[[1. 2.]\n [3. 4.]]",
        "[[1, 2], [3, 4],],",
        "[1 2; 3 4]",
        "[1,2;3,4]",
        "１，２\n３，４",
    ],
)
def test_several_rows_of_the_same_length_are_a_step_each(typed):
    assert read(typed) == SQUARE


def test_a_list_within_a_list_is_one_step_of_several_features():
    assert read("[[1, 2, 3]]") == [[1.0, 2.0, 3.0]]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0,5; 1,5", column(0.5, 1.5)),
        ("0,5 1,5", column(0.5, 1.5)),
        ("0,5;1,5", column(0.5, 1.5)),
        ("1,2;3,4", column(1.2, 3.4)),  # the same spelling as the line above, so the same meaning
        ("1,2 3", column(1.2, 3)),
        ("-0,5; +1,5e1; 2", column(-0.5, 15, 2)),
        ("0,5;1,5\n2,5;3,5", [[0.5, 1.5], [2.5, 3.5]]),
        ("0,5 1,5\n2,5 3,5", [[0.5, 1.5], [2.5, 3.5]]),
        ("０，５；１，５", column(0.5, 1.5)),
    ],
)
def test_a_comma_is_a_decimal_sign_where_spaces_or_semicolons_separate(typed, expected):
    assert read(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1,5", column(1, 5)),  # nothing else separates
        ("1,5;", column(1, 5)),  # a semicolon at the end separates nothing
        ("0,5\n1,5", [[0.0, 5.0], [1.0, 5.0]]),  # lines are steps, as in a CSV file
        ("1,5, 2", column(1, 5, 2)),  # one comma stands before a space
        ("1,2,3 4,5,6", column(1, 2, 3, 4, 5, 6)),  # no number has two decimal signs
        ("1.5,2.5 3.5", column(1.5, 2.5, 3.5)),  # the point is the decimal sign
        ("1/2,1/3 1/4", column(1 / 2, 1 / 3, 1 / 4)),
        ("[0,5 1,5]", column(0, 5, 1, 5)),  # brackets are written by programmers
    ],
)
def test_a_comma_separates_everywhere_else(typed, expected):
    assert read(typed) == expected


def test_fractions_exponents_and_every_minus_are_read():
    assert read("1/2 -1/3 −1/4 –0.5 -1e-3 1E2 0.5/0.25 ½ −¾ 2/3") == column(
        0.5, -1 / 3, -0.25, -0.5, -0.001, 100, 2, 0.5, -0.75, 2 / 3
    )


@pytest.mark.parametrize(
    ("typed", "code", "place"),
    [
        ("", "sequence-empty", "no number"),
        (" \n\t ", "sequence-empty", "no number"),
        (" , ; ", "sequence-empty", "no number"),
        ("[[], []]", "sequence-empty", "no number"),
        ("1, 2, three", "number-unreadable", "'three' as number 3"),
        ("1 2; 3 four", "number-unreadable", "'four' in row 2, column 2"),
        ("1_000", "number-unreadable", "'1_000' as number 1"),
        ("0x10", "number-unreadable", "'0x10' as number 1"),
        ("1 2 1.2.3", "number-unreadable", "'1.2.3' as number 3"),
        ("1/2/3", "number-unreadable", "'1/2/3' as number 1"),
        ("1 - 2", "number-unreadable", "'-' as number 2"),
        ("1½", "number-unreadable", "'1½' as number 1"),
        ("10²", "number-unreadable", "'10²' as number 1"),
        ("٣", "number-unreadable", "'٣' as number 1"),
        ("2026-11-21", "number-unreadable", "'2026-11-21' as number 1"),
        ("1 2\x003", "number-unreadable", "'2�3' as number 2"),
        ("1 \ud800", "number-unreadable", "'�' as number 2"),
        ("<img src=x onerror=alert(1)>", "number-unreadable", "'<img' as number 1"),
        ("1, nan", "number-not-finite", "'nan' as number 2"),
        ("-Infinity", "number-not-finite", "'-Infinity' as number 1"),
        ("∞", "number-not-finite", "'∞' as number 1"),
        ("1e999", "number-too-large", "'1e999' as number 1"),
        ("1 -1000001", "number-too-large", "'-1000001' as number 2"),
        ("9" * 400, "number-too-large", "9…' as number 1"),
        ("1 1/0", "number-divided-by-zero", "'1/0' as number 2"),
        ("0/0.0", "number-divided-by-zero", "'0/0.0' as number 1"),
        ("1,,2", "number-missing", "nothing at the place of number 2"),
        ("1;;2", "number-missing", "nothing at the place of number 2"),
        (",5; ,7", "number-missing", "nothing in row 1, column 1"),
        ("[[1, 2], [, 4]]", "number-missing", "nothing in row 2, column 1"),
        ("1 2\n3", "sequence-ragged", "row 2 of length 1, after rows of length 2"),
        ("1, 2; 3, 4, 5", "sequence-ragged", "row 2 of length 3, after rows of length 2"),
        ("0,5; 2.5", "sequence-ragged", "row 2 of length 1, after rows of length 2"),
        ("1 2; 3 4\n5 6; 7 8", "sequence-rows", "semicolons between groups of numbers, and several lines"),
        ("[1, 2", "sequence-brackets", "'[1, 2'"),
        ("[[[1]]]", "sequence-brackets", "'[[[1]]]'"),
        ("1 2 " * 40, "sequence-too-long", "a sequence of 80 steps"),
        ("1 2 3 4 5 6 7 8 9\n" * 2, "sequence-too-long", "steps of 9 features"),
        (None, "sequence-type", "a value of type NoneType"),
        (b"1 2", "sequence-type", "a value of type bytes"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(typed, code, place):
    error = refusal(typed)
    assert error.code == code
    assert place in str(error.found)
    assert error.field == "sequence"
    assert all(str(part) for part in (error.found, error.expected, error.remedy))


def test_the_field_of_the_error_is_the_callers():
    with pytest.raises(InputError) as caught:
        parse_sequence("x", steps=4, features=1, field="seq")
    assert caught.value.field == "seq"


def test_the_largest_number_is_still_read():
    assert read("1e6, -1000000, 5e-324") == column(LARGEST, -LARGEST, 5e-324)


@pytest.mark.parametrize(
    "typed",
    [
        "1 " * 10**6,
        "1," * 10**6,
        "[" * 10**6,
        "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 10**6,
        "a\u0301" * 10**6,
    ],
    ids=["numbers", "commas", "brackets", "expanding", "combining"],
)
def test_a_million_numbers_are_refused_before_memory_is_taken(typed):
    tracemalloc.start()
    began = time.process_time()
    error = refusal(typed)
    spent, (_, peak) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.code == "sequence-too-long"
    assert f"{len(typed)} characters" in str(error.found)
    assert peak < 100_000
    assert spent < 0.1


@pytest.mark.parametrize("unit", ["[[1],", "1;;", "1,", "½ ", "a\u0301", "\ud800", " ", "1 2\n", "[1 ", "[[ ,;"])
def test_reading_takes_time_in_proportion_to_the_text(unit):
    typed = unit * (20_000 // len(unit))
    began = time.process_time()
    try:
        parse_sequence(typed, steps=10**6, features=4096)
    except InputError as error:
        assert len(str(error)) < 400
    assert time.process_time() - began < 2


tokens = st.sampled_from(
    "1 0 -2 0,5 1.5 1/2 1/0 1e3 nan x , ; [ ] [[ ]] \n １ ， 、 ； − ½ ² \x00 \ud800 <b> _ e . / 1e999".split(" ")
    + [" "]
)
hostile = st.text(st.characters(), max_size=200) | st.lists(tokens, max_size=40).map("".join)


@given(hostile, st.integers(1, 64), st.integers(1, 8))
@example("\ud800\x00", 1, 1)
def test_any_text_gives_numbers_within_the_limits_or_one_input_error(typed, steps, features):
    try:
        x = parse_sequence(typed, steps=steps, features=features)
    except InputError as error:
        assert len(str(error)) < 400
        assert str(error).isprintable()
        return
    assert x.dtype == np.float64
    assert 1 <= x.shape[0] <= steps
    assert 1 <= x.shape[1] <= features
    assert np.abs(x).max() <= LARGEST


sequences = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, max_side=8),
    elements=st.floats(-LARGEST, LARGEST),
)


@given(sequences)
def test_the_canonical_text_is_read_back_bit_for_bit(x):
    back = parse_sequence(format_sequence(x), steps=8, features=8)
    assert back.shape == x.shape
    assert back.tobytes() == x.tobytes()


def test_the_canonical_text_is_what_a_person_would_type():
    assert format_sequence(np.array(column(1, 2, 3, -0.5))) == "1, 2, 3, -0.5"
    assert format_sequence(np.array(SQUARE)) == "1, 2; 3, 4"
    assert format_sequence(np.array([[1.0, 2.0]])) == "[[1, 2]]"


@given(st.lists(st.floats(-99, 99).map(lambda x: round(x, 3)), min_size=2, max_size=8))
def test_comma_decimals_and_full_width_digits_change_nothing(values):
    expected = column(*values)
    spelled = [f"{value:.3f}" for value in values]
    wide = str.maketrans("0123456789.-", "０１２３４５６７８９．−")
    assert read("; ".join(spelled).replace(".", ",")) == expected
    assert read(" ".join(spelled).replace(".", ",")) == expected
    assert read("，".join(spelled).translate(wide)) == expected


@given(st.text(max_size=100))
def test_plain_text_stays_as_it_is_once_it_is_plain(typed):
    assert plain(plain(typed)) == plain(typed)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *(("2", 2), ("-0.5", -0.5), ("+.5", 0.5), ("2.", 2), ("1e-3", 0.001), ("1E2", 100), (" 3\n", 3)),
        *(("0,5", 0.5), ("-0,5e1", -5), ("1,000", 1)),  # a comma is a decimal sign: there is one number only
        *(("1/2", 0.5), ("−1/3", -1 / 3), ("–0.5", -0.5), ("0.5/0.25", 2), ("½", 0.5), ("1⁄2", 0.5)),
        *(("４２", 42), ("－１．５", -1.5), ("１，５", 1.5), ("1e6", 1e6), ("-1000000", -1e6), ("5e-324", 5e-324)),
        *((7, 7), (0.1, 0.1), (-(10**6), -1e6), (np.float64(0.3), 0.3)),
    ],
)
def test_a_number_is_read_however_it_is_written(typed, value):
    assert parse_number(typed, field="b") == value


@pytest.mark.parametrize(
    ("typed", "code", "found"),
    [
        ("", "number-missing", "no number"),
        (" \n", "number-missing", "no number"),
        ("two", "number-unreadable", "two"),
        ("1 2", "number-unreadable", "1 2"),
        ("1, 2", "number-unreadable", "1, 2"),
        ("1,2,3", "number-unreadable", "1,2,3"),
        (",5", "number-unreadable", ",5"),
        ("1,000.5", "number-unreadable", "1,000.5"),
        ("1_000", "number-unreadable", "1_000"),
        ("10²", "number-unreadable", "10²"),
        ("1½", "number-unreadable", "1½"),
        ("٣", "number-unreadable", "٣"),
        ("\ud800\x00", "number-unreadable", "��"),
        ("[1]", "number-unreadable", "[1]"),
        ("x" * 10**7, "number-unreadable", "x" * 39 + "…"),
        ("1/0", "number-divided-by-zero", "1/0"),
        ("nan", "number-not-finite", "nan"),
        ("-Infinity", "number-not-finite", "-Infinity"),
        ("1e999", "number-too-large", "1e999"),
        ("1000000,5", "number-too-large", "1000000,5"),
        (1e6 + 1, "number-too-large", "1000001.0"),
        (-(10**5000), "number-too-large", "10^5000"),
        (math.nan, "number-not-finite", "nan"),
        (-math.inf, "number-not-finite", "-inf"),
        (True, "number-missing", "a value of type bool"),
        (None, "number-missing", "a value of type NoneType"),
        ([1], "number-missing", "a value of type list"),
        (b"1", "number-missing", "a value of type bytes"),
    ],
    ids=lambda value: str(value)[:12] if isinstance(value, str) else "",
)
def test_what_is_no_number_is_told_by_why(typed, code, found):
    with pytest.raises(InputError) as caught:
        parse_number(typed, field="b")
    assert (caught.value.code, str(caught.value.found), caught.value.field) == (code, found, "b")


@given(st.floats(-1e6, 1e6))
def test_a_number_is_read_back_bit_for_bit(value):
    assert math.copysign(1, parse_number(repr(value), field="b")) == math.copysign(1, value)
    assert parse_number(repr(value), field="b") == value
    assert parse_number(repr(value).replace(".", ","), field="b") == value
